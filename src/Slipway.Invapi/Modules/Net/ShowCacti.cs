using System.Text;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Servers;
using Slipway.Traffic;

namespace Slipway.Invapi.Modules.Net;

/// <summary>
/// A picture of a port's traffic and the figures it was drawn from. Quirk Q-040: it is a data URI, because a link to a picture would need a login
/// of its own.
/// </summary>
internal sealed class ShowCacti(TrafficQueries traffic, TimeProvider clock) : ServerAction
{
    // Every server has this one.
    private const string Port = "eth0";

    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var port = call.Form.Text("port") ?? Port;
        var graph = call.Form.Int("graph") ?? 1;
        var now = clock.GetUtcNow();
        var period = graph switch
        {
            1 => TrafficPeriod.Day(now),
            2 => TrafficPeriod.ThirtyOneDays(now),
            3 => TrafficPeriod.Year(now),
            _ => null,
        };
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (period is null || port != Port)
        {
            return WireReply.Refused(new Failure(
                FailureKind.Invalid, WireFailures.InvalidRequest, period is null ? "graph must be 1 (day), 2 (month) or 3 (year)" : $"port must be {Port}, the only one this server has"));
        }

        if (await traffic.OfAsync(call.Caller, server, period, cancellationToken) is not { } report)
        {
            return WireReply.Refused(ServerFailures.Unknown(server));
        }

        var picture = TrafficPicture.Draw(report, $"Server {server}, {port}, {period.Name}");
        return TrafficAnswer.Of(report, ("id", server.Value), ("port", port), ("graph", graph), ("image", $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(picture))}"));
    }
}
