using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Net;

/// <summary>Nothing goes to or from the address, for good or for four hours.</summary>
internal sealed class BlockIp(ChangeAddress change) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var ip = call.Form.RequiredText("ip");
        var reason = call.Form.Text("description") ?? "";
        var fourHours = call.Form.Flag("four_hours") ?? false;
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await change.BlockAsync(call.Caller, server, ip!.Trim(), reason, fourHours, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("ip", ip.Trim()), ("four_hours", fourHours), ("callback", key.Value))
            : Refused(failure);
    }
}

internal sealed class UnblockIp(ChangeAddress change) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("ip") is not { } ip)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await change.UnblockAsync(call.Caller, server, ip.Trim(), cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("ip", ip.Trim()), ("callback", key.Value))
            : Refused(failure);
    }
}
