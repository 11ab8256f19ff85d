using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

internal sealed class QemuErase(QemuFolder folder, MachineLocks locks) : IErase
{
    public async Task<Erasing> EraseAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        QemuDisk.Remove(folder.Of(machine.MachineId));
        return new Erasing(new Progress.Done());
    }
}
