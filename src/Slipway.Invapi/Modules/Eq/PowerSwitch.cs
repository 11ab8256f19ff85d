using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What the power actions share: a server, a key to poll, and what is known already.</summary>
internal abstract class PowerSwitch(RequestPower power, PowerAction action) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        var server = new ServerId(id);
        if (SessionServers.Refuse(call.Caller, server) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        var started = await power.RunAsync(call.Caller, server, action, cancellationToken);
        return started.TryGet(out var switched, out var failure)
            ? WireReply.Ok(("id", id), ("callback", switched.Key.Value), ("power_status", WireWords.Power(switched.Power)))
            : ServerAction.Refused(failure);
    }
}
