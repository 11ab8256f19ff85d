using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Net;

/// <summary>What switching a port on and off share.</summary>
internal abstract class PortSwitch : ServerAction
{
    protected sealed override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var reason = call.Form.Text("reason") ?? "";
        if ((call.Form.Complaint ?? PortName.Refuse(call.Form)) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        return (await SwitchAsync(call, server, reason, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("port", SwitchPort.Name), ("callback", key.Value))
            : Refused(failure);
    }

    protected abstract Task<Result<AsyncKey>> SwitchAsync(WireCall call, ServerId server, string reason, CancellationToken cancellationToken);
}

/// <summary>Lifts only what the customer switched off himself.</summary>
internal sealed class PortOn(SwitchPort port) : PortSwitch
{
    protected override Task<Result<AsyncKey>> SwitchAsync(WireCall call, ServerId server, string reason, CancellationToken cancellationToken) =>
        port.OnAsync(call.Caller, server, cancellationToken);
}

internal sealed class PortOff(SwitchPort port) : PortSwitch
{
    protected override Task<Result<AsyncKey>> SwitchAsync(WireCall call, ServerId server, string reason, CancellationToken cancellationToken) =>
        port.OffAsync(call.Caller, server, reason, cancellationToken);
}
