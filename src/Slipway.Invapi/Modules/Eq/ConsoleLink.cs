using System.Net;
using System.Net.Sockets;
using Slipway.Accounts;
using Slipway.Consoles;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What the actions share that answer with a link to a server's screen.</summary>
internal abstract class ConsoleLink(OfferConsole offer, PublicOptions reached, bool alone) : ServerAction
{
    // The longest way to write an IPv6 address.
    private const int LongestAddress = 45;

    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        if (!WhiteIp(call.Form).TryGet(out var whiteIp, out var wrong))
        {
            return WireReply.Refused(wrong);
        }

        if (!(await offer.RunAsync(call.Caller, server, whiteIp.Address, alone, cancellationToken)).TryGet(out var ticket, out var refused))
        {
            return Refused(refused);
        }

        // Quirk Q-081: behind the #, which no browser sends to a server, so that no log and no referrer has the ticket.
        var link = $"{reached.Url}/novnc/#ticket={ticket.Value.Reveal()}";
        // Quirk Q-080: no source names the member, so the link stands under both names that were seen for such things.
        return WireReply.Ok(
            ("id", server.Value), ("url", link), ("data", link), ("expires_at", WireWords.Time(ticket.ExpiresAt)), ("expires_at_unix", ticket.ExpiresAt.ToUnixTimeSeconds()),
            ("white_ip", ticket.WhiteIp?.ToString()));
    }

    /// <summary>Quirk Q-082: also as a list of one, because an address that was given must not be passed over.</summary>
    private static Result<Wanted> WhiteIp(WireForm form) => form.List("white_ip") switch
    {
        [] => new Wanted(null),
        [{ Length: <= LongestAddress } text] when Address(text.Trim()) is { } address => new Wanted(address),
        _ => new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "white_ip must be one IPv4 or IPv6 address, such as 203.0.113.7; without it the link opens from any address"),
    };

    // The runtime also takes 1 and 0x7f.1 for addresses.
    private static IPAddress? Address(string text) =>
        !IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal) ? null
        : address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text ? address
        : null;

    private readonly record struct Wanted(IPAddress? Address);
}
