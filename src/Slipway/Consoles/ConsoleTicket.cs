using System.Net;
using System.Security.Cryptography;
using Slipway.Accounts;

namespace Slipway.Consoles;

/// <summary>The right to look at a server's screen once.</summary>
/// <param name="Value">256 random bits, in lower-case hexadecimal. Only its hash is kept.</param>
/// <param name="WhiteIp">The only address it opens from; null is any.</param>
public sealed record ConsoleTicket(Secret Value, ServerId ServerId, IPAddress? WhiteIp, DateTimeOffset ExpiresAt)
{
    private const int Length = 64;

    internal static Secret New() => new(RandomNumberGenerator.GetHexString(Length, lowercase: true));

    /// <summary>Null for what cannot be a ticket.</summary>
    internal static string? HashOf(Secret ticket) => ticket.Reveal() is { Length: Length } text && text.All(char.IsAsciiHexDigitLower) ? ApiKey.Hash(text) : null;
}

/// <summary>A ticket as it is stored.</summary>
internal sealed record KeptTicket(string Hash, ServerId ServerId, AccountId AccountId, string? WhiteIp, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? StoppedAt)
{
    public bool Opens(DateTimeOffset now) => UsedAt is null && StoppedAt is null && ExpiresAt > now;

    public bool IsOpen(DateTimeOffset now) => UsedAt is not null && StoppedAt is null && ExpiresAt > now;

    public bool Allows(IPAddress? peer) => AddressList.Allows(WhiteIp ?? "", peer);
}
