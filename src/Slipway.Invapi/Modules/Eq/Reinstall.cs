using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>
/// The first of the customer's own steps: reinstall, create_pxe, boot_dev pxe, reboot. Nothing is touched until that reboot: wiping
/// without a system to install, as the original does, would help nobody (eq.md).
/// </summary>
internal sealed class Reinstall(NetworkBoot network) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await network.AnnounceAsync(call.Caller, server, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("stage", "create_pxe"), ("reinstall_key", key.Value))
            : Refused(failure);
}
