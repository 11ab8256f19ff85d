using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What the power actions share: a server, a key to poll, and what is known already.</summary>
internal abstract class PowerSwitch(RequestPower power, PowerAction action) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await power.RunAsync(call.Caller, server, action, cancellationToken)).TryGet(out var switched, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", switched.Key.Value), ("power_status", WireWords.Power(switched.Power)))
            : Refused(failure);
}
