using Slipway.Invapi.Wire;
using Slipway.Orders;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What the next start boots from. Anything but the disk holds for one start.</summary>
internal sealed class BootDev(NetworkBoot network) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("media") is not { } media)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        BootDevice? device = media.Trim().ToUpperInvariant() switch
        {
            "PXE" => BootDevice.Network,
            "DISK" => BootDevice.Disk,
            "CD" => BootDevice.Cd,
            _ => null,
        };
        if (device is null)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "media: allowed are pxe, disk, cd"));
        }

        return (await network.SelectAsync(call.Caller, server, device.Value, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
    }
}
