using Slipway.Invapi.Wire;
using Slipway.Servers;
using Slipway.Traffic;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Bytes into and out of a server in a period, in all and by the slice.</summary>
internal sealed class GetTraffic(TrafficQueries traffic, TimeProvider clock) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        TrafficAnswer.Period(call.Form, clock, out var complaint) is not { } period ? WireReply.Refused(complaint!)
        : await traffic.OfAsync(call.Caller, server, period, cancellationToken) is { } report ? TrafficAnswer.Of(report, ("id", server.Value))
        : WireReply.Refused(ServerFailures.Unknown(server));
}
