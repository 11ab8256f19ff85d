using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Net;

/// <summary>An additional address, or all of them, leaves the server.</summary>
internal sealed class RemoveIpv4(RemoveAddresses remove) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var all = call.Form.Flag("remove_all") ?? false;
        var ip = all ? call.Form.Text("ip") : call.Form.RequiredText("ip");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (all && ip is not null)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "give ip or remove_all=1, not both"));
        }

        return (await remove.RunAsync(call.Caller, server, ip?.Trim(), cancellationToken)).TryGet(out var removed, out var failure)
            ? WireReply.Ok(("id", server.Value), ("ip", all ? null : removed.Ips[0]), ("ips", all ? removed.Ips : null), ("keys", new[] { removed.Run.Value }))
            : Refused(failure);
    }
}
