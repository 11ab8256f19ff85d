using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

internal sealed class QemuLifecycle(QemuFolder folder, QemuImages images, QemuDisk disk, QemuProcess process, PortLedger ports, MachineLocks locks) : ILifecycle
{
    public async Task<Progress> EnsureCreatedAsync(MachineSpecification specification, CancellationToken cancellationToken)
    {
        var id = specification.Machine.MachineId;
        if (folder.Check(specification.Machine) is { } impossible)
        {
            return new Progress.Failed(impossible);
        }

        if (UserNetwork.For(specification.Address).Failure is { } badAddress)
        {
            return new Progress.Failed(badAddress);
        }

        using var held = await locks.HoldAsync(id, cancellationToken);
        var files = folder.Of(id);
        var machine = folder.Find(id);

        // A repeated call after the start: there is nothing left to make, and cutting a running machine would be wrong.
        if (machine is not null && QemuProcess.IsRunning(files))
        {
            return machine.Image == specification.Image
                ? new Progress.Done("already running")
                : new Progress.Failed(new Failure(FailureKind.Busy, "machines.running", "The machine is running another system; it has to be destroyed first."));
        }

        if (QemuErasure.Find(files) is { } erasure)
        {
            // What is half erased is no disk, and must not be thrown away before it is erased.
            if (erasure.Report is null)
            {
                return new Progress.Failed(QemuFailures.Erasing());
            }

            QemuErase.RemoveErased(files);
        }

        if (!specification.Image.IsBlank && await images.CheckAsync(specification.Image, specification.DiskGb, cancellationToken) is { } noImage)
        {
            return new Progress.Failed(noImage);
        }

        machine = machine is null ? Add(specification) : Update(machine, specification, files);
        if (machine is null)
        {
            return new Progress.Failed(QemuFailures.NoPorts());
        }

        return await disk.EnsureAsync(machine, files, cancellationToken) is { } failure
            ? new Progress.Failed(failure)
            : new Progress.Done();
    }

    public async Task<Progress> DestroyAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (await process.KillAsync(folder.Of(machine.MachineId), cancellationToken) is { } failure)
        {
            return new Progress.Failed(failure);
        }

        folder.Remove(machine.MachineId);
        return new Progress.Done();
    }

    public Task<Result<IReadOnlyList<string>>> ListAsync(string node, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> ids = [.. folder.All().Where(machine => machine.Node == node).Select(machine => machine.MachineId).Order(StringComparer.Ordinal)];
        return Task.FromResult(Listed(ids));
    }

    private QemuMachine? Add(MachineSpecification specification) =>
        ports.Claim(specification.Machine.MachineId, specification.Ports, chosen =>
        {
            var machine = QemuMachine.From(specification, chosen);
            folder.Add(machine);
            return machine;
        });

    private QemuMachine? Update(QemuMachine machine, MachineSpecification specification, QemuFiles files)
    {
        var updated = machine.With(specification);
        if (machine.Image != specification.Image)
        {
            // Disk first: after a crash in between the record still says the old image, and this happens again.
            QemuDisk.Remove(files);
            updated = updated.AsNewInstance();
        }
        else if ((machine.StartedAt is not null || machine.Forgotten) && !File.Exists(files.Disk))
        {
            // Erased: the same image once more is another system.
            updated = updated.AsNewInstance();
        }

        if (!updated.Has(specification.Ports))
        {
            return ports.Claim(machine.MachineId, specification.Ports, chosen =>
            {
                var moved = updated with { Ports = chosen.Tcp, UdpPorts = chosen.Udp };
                folder.Save(moved);
                return moved;
            }, updated);
        }

        if (updated != machine)
        {
            folder.Save(updated);
        }

        return updated;
    }

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
