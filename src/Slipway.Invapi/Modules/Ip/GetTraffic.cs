using System.Net;
using System.Net.Sockets;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Servers;
using Slipway.Traffic;

namespace Slipway.Invapi.Modules.Ip;

/// <summary>The traffic of the server that has this address. Ports are counted, not addresses: it is the whole server's.</summary>
internal sealed class GetTraffic(TrafficQueries traffic, ServerQueries servers, TimeProvider clock) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var asked = call.Form.RequiredText("ip");
        if (TrafficAnswer.Period(call.Form, clock, out var complaint) is not { } period)
        {
            return WireReply.Refused(complaint!);
        }

        if (!IPAddress.TryParse(asked, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetwork)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "ip must be an IPv4 address, such as 203.0.113.10"));
        }

        var ip = parsed.ToString();
        var card = (await servers.CardsAsync(call.Caller, cancellationToken)).FirstOrDefault(card => card.Addresses.Any(address => address.Ip == ip));
        return card is not null && await traffic.OfAsync(call.Caller, card.Server.Id, period, cancellationToken) is { } report
            ? TrafficAnswer.Of(report, ("ip", ip), ("id", card.Server.Id.Value))
            : WireReply.Refused(new Failure(FailureKind.NotFound, WireFailures.NotYourAddress, $"none of your servers has the address {ip}"));
    }
}
