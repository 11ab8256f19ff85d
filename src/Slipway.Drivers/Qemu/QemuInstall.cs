using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>An installation is a first boot: the image is there already, the seed tells it who it is.</summary>
internal sealed class QemuInstall(QemuFolder folder, QemuImages images, SeedDisc disc, QemuProcess process, MachineLocks locks, TimeProvider time) : IInstall
{
    public bool CanDeliver(ImageRef image, string node) => images.Exists(image);

    public async Task<Progress> PrepareImageAsync(ImageRef image, string node, CancellationToken cancellationToken) =>
        Answer(await images.CheckAsync(image, diskGb: null, cancellationToken));

    public async Task<Progress> StartAsync(MachineSpecification specification, Installation installation, CancellationToken cancellationToken)
    {
        var id = specification.Machine.MachineId;
        if (MachineId.Check(specification.Machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        using var held = await locks.HoldAsync(id, cancellationToken);
        if (!folder.Get(specification.Machine).TryGet(out var machine, out var unknown))
        {
            return new Progress.Failed(unknown);
        }

        var files = folder.Of(id);
        if (!QemuProcess.IsRunning(files))
        {
            // A guest that was switched off in the middle of its first boot goes on with the same instance id.
            if (!machine.Forgotten)
            {
                var seed = NoCloudSeed.For(machine.InstanceId, installation, PasswordHash.Sha512Crypt(installation.RootPassword));
                if (await disc.WriteAsync(files, seed, cancellationToken) is { } seedFailure)
                {
                    return new Progress.Failed(seedFailure);
                }

                machine = machine with { Hostname = installation.Hostname };
                folder.Save(machine);
            }

            if (await process.StartAsync(machine, cancellationToken) is { } failure)
            {
                return new Progress.Failed(failure);
            }
        }

        // Read again: the start may have moved the machine to other ports.
        machine = folder.Find(id) ?? machine;
        if (machine.StartedAt is null)
        {
            folder.Save(machine with { StartedAt = time.GetUtcNow() });
        }

        return new Progress.Done();
    }

    public async Task<Progress> ForgetAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (!folder.Get(machine).TryGet(out var found, out var unknown))
        {
            return new Progress.Failed(unknown);
        }

        if (found.Forgotten)
        {
            return new Progress.Done();
        }

        var seed = NoCloudSeed.Forgotten(found.InstanceId, found.Hostname ?? found.MachineId);
        if (await disc.WriteAsync(folder.Of(machine.MachineId), seed, cancellationToken) is { } failure)
        {
            return new Progress.Failed(failure);
        }

        folder.Save(found with { Forgotten = true });
        return new Progress.Done();
    }

    private static Progress Answer(Failure? failure) => failure is null ? new Progress.Done() : new Progress.Failed(failure);
}
