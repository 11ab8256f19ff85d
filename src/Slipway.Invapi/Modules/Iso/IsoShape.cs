using Slipway.Invapi.Wire;
using Slipway.Media;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.Iso;

/// <param name="IsoName">Name of its file, as far as a customer needs one: ours is by number.</param>
/// <param name="Private">1 for the customer's own, 0 for one of the provider's.</param>
/// <param name="Reason">Why it could not be used.</param>
internal sealed record IsoShape(
    int Id, string Name, string ShortName, string IsoName, bool Private, string Description, bool AdminOnly, string Status, long Size, string Sha256, string Url, string Created, long CreatedUnix, bool? Mounted, string? Reason)
{
    public static IsoShape From(Media.Iso iso, int? inDrive = null, bool ofServer = false) => new(
        iso.Id, iso.Name, iso.ShortName, $"iso-{iso.Id}.iso", iso.AccountId is not null, iso.Description, false,
        iso.Phase switch
        {
            IsoPhase.Pending => "Pending",
            IsoPhase.Ready => "Active",
            IsoPhase.Refused => "Refused",
        },
        iso.Bytes, iso.Sha256, iso.Url, WireWords.Time(iso.CreatedAt), iso.CreatedAt.ToUnixTimeSeconds(), ofServer ? iso.Id == inDrive : null, iso.Trouble);
}

/// <summary>Which image a finished fetch has brought.</summary>
internal sealed record FetchedIsoShape(int Id, string Name, string Sha256, long Size)
{
    // Quirk Q-051 in another place: a name is the customer's, and may hold a word that ends a client's patience.
    public static FetchedIsoShape? From(RunView run) => run.Result<FetchedIso>() is not { } iso ? null
        : new(iso.Id, AsyncScope.FailureWords.Any(word => iso.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "" : iso.Name, iso.Sha256, iso.Bytes);
}

internal static class IsoForm
{
    /// <summary>What a request says of an image, flat or inside <c>params[...]</c>.</summary>
    public static IsoWords Words(WireForm form) => new(form.Text("name") ?? form.Text("iso_name"), form.Text("short_name"), form.Text("description"));
}
