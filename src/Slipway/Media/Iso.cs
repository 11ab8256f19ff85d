using System.Text.RegularExpressions;

namespace Slipway.Media;

/// <summary>Whether an image can be put into a drive.</summary>
public enum IsoPhase
{
    Pending,
    Ready,
    Refused,
}

/// <summary>An ISO image.</summary>
/// <param name="AccountId">Whose it is; null for the operator's, which everybody may use.</param>
/// <param name="Url">Where it came from, without what may be secret in it.</param>
/// <param name="Sha256">What was demanded; once it is ready, what it is.</param>
/// <param name="Trouble">Why it was refused.</param>
public sealed partial record Iso(
    int Id, AccountId? AccountId, string Name, string ShortName, string Description, string Url, string Sha256, long Bytes, IsoPhase Phase, string? Trouble, DateTimeOffset CreatedAt)
{
    public const int LongestName = 100;
    public const int LongestShortName = 40;
    public const int LongestDescription = 1000;

    /// <summary>How a run that fetches it is known: not by a number alone, which would be taken for a server.</summary>
    public static string SubjectOf(AccountId account) => $"fetch-iso:account-{account}";

    public bool MayBeUsedBy(AccountId account) => AccountId is null || AccountId == account;

    [GeneratedRegex(@"\A[0-9a-fA-F]{64}\z")]
    internal static partial Regex Sha256Form();
}

/// <summary>What a customer says of an image; null leaves it as it is.</summary>
public sealed record IsoWords(string? Name, string? ShortName, string? Description)
{
    public Failure? Mistake =>
        Check("name", Name, Iso.LongestName) ?? Check("short_name", ShortName, Iso.LongestShortName) ?? Check("description", Description, Iso.LongestDescription);

    private static Failure? Check(string field, string? text, int most) => text is not null && (text.Length > most || text.Any(char.IsControl))
        ? new Failure(FailureKind.Invalid, "media.bad-text", $"{field} must be at most {most} characters, without control characters.")
        : null;
}

internal static class IsoFailures
{
    public static Failure Unknown(string which) => new(FailureKind.NotFound, "media.unknown-iso", $"there is no ISO image {which} for this account; iso/list_iso tells those there are.");

    public static Failure NotReady(Iso iso) => iso.Phase == IsoPhase.Refused
        ? new(FailureKind.Invalid, "media.iso-refused", $"the ISO image {iso.Id} could not be used: {iso.Trouble}")
        : new(FailureKind.Busy, "media.iso-not-ready", $"the ISO image {iso.Id} is still being fetched; wait until that is done.");

    public static Failure InUse(Iso iso, IReadOnlyList<ServerId> servers) => new(
        FailureKind.Busy, "media.iso-in-use", $"the ISO image {iso.Id} is in the drive of server {string.Join(", ", servers.Take(5))}{(servers.Count > 5 ? " and more" : "")}; take it out first (iso/unmount_iso).");

    public static Failure BadUrl() => new(FailureKind.Invalid, "media.bad-url", "url must be an address that begins with http:// or https://, at most 2048 characters, without a user name or a password.");

    public static Failure NotPublic() => new(FailureKind.Invalid, "media.not-public", "the URL does not lead to a public address.");

    public static Failure BadSum() => new(FailureKind.Invalid, "media.bad-sha256", "sha256 must be 64 hexadecimal digits.");

    public static Failure TooMany(int most) => new(FailureKind.Invalid, "media.too-many", $"an account can have {most} ISO images; delete one first (iso/delete).");

    public static Failure NoRoom(int mostGb) => new(FailureKind.Invalid, "media.no-room-left", $"the ISO images of an account can take {mostGb} GiB together; delete one first (iso/delete).");
}
