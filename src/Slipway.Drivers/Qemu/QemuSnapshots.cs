using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Snapshots inside the disk's own qcow2 file: made in a moment, also while the guest writes, and they share with the disk what is the same.
/// Going back needs the machine off. They are part of the file, so erasing it erases them.
/// </summary>
internal sealed class QemuSnapshots(QemuFolder folder, DiskRoom room, QmpClient qmp, Programs programs, MachineLocks locks, IOptions<QemuOptions> options) : ISnapshots
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public Failure? Refusal(MachineRef machine) => folder.Get(machine).Failure ?? room.ForSnapshot(folder.Of(machine.MachineId));

    public async Task<CopyMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (!(await FindAsync(machine, cancellationToken)).TryGet(out var found, out var failure))
        {
            return new CopyMade(new Progress.Failed(failure));
        }

        var (files, disk) = found;
        if (!disk.Snapshots.Contains(name))
        {
            failure = room.ForSnapshot(files) ?? (QemuProcess.IsRunning(files)
                ? await qmp.ExecuteAsync(files, "blockdev-snapshot-internal-sync", new { device = "disk", name }, cancellationToken)
                : await OnFileAsync("-c", name, files, cancellationToken));
        }

        return failure is null ? new CopyMade(new Progress.Done(), disk.Bytes) : new CopyMade(new Progress.Failed(failure));
    }

    public async Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        return !(await FindAsync(machine, cancellationToken)).TryGet(out var found, out var failure) ? new Progress.Failed(failure)
            : QemuProcess.IsAnywhere(found.Files) ? new Progress.Failed(QemuFailures.Running())
            : !found.Disk.Snapshots.Contains(name) ? new Progress.Failed(MissingMedia.Copy(name))
            : await BackAsync(name, found.Files, cancellationToken) is { } refused ? new Progress.Failed(refused)
            : new Progress.Done();
    }

    private async Task<Failure?> BackAsync(string name, QemuFiles files, CancellationToken cancellationToken)
    {
        QemuNetwork.Forgotten(files);
        return await OnFileAsync("-a", name, files, cancellationToken);
    }

    public async Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (!(await FindAsync(machine, cancellationToken)).TryGet(out var found, out var failure))
        {
            // With the disk, or the machine, its snapshots are gone.
            return failure.Code is "machines.unknown" or "qemu.no-disk" ? new Progress.Done() : new Progress.Failed(failure);
        }

        var refused = !found.Disk.Snapshots.Contains(name) ? null
            : QemuProcess.IsRunning(found.Files) ? await qmp.ExecuteAsync(found.Files, "blockdev-snapshot-delete-internal-sync", new { device = "disk", name }, cancellationToken)
            : await OnFileAsync("-d", name, found.Files, cancellationToken);
        return refused is null ? new Progress.Done() : new Progress.Failed(refused);
    }

    public async Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        return (await FindAsync(machine, cancellationToken)).TryGet(out var found, out var failure) ? Listed(found.Disk.Snapshots)
            : failure.Code == "qemu.no-disk" ? Listed<IReadOnlyList<string>>([])
            : failure;
    }

    private async Task<Result<(QemuFiles Files, QcowImage Disk)>> FindAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (folder.Get(machine).Failure is { } unknown)
        {
            return unknown;
        }

        var files = folder.Of(machine.MachineId);
        if (QemuErasure.Find(files) is { Report: null })
        {
            return QemuFailures.Erasing();
        }

        return !File.Exists(files.Disk) ? QemuFailures.NoDisk()
            : (await QcowImage.ReadAsync(programs, options.Value.QemuImg, files.Disk, cancellationToken)).TryGet(out var disk, out var failure) ? (files, disk)
            : failure;
    }

    private async Task<Failure?> OnFileAsync(string what, string name, QemuFiles files, CancellationToken cancellationToken)
    {
        var outcome = await programs.RunAsync(options.Value.QemuImg, ["snapshot", "-q", what, name, files.Disk], Patience, cancellationToken);
        return outcome.Succeeded ? null : outcome.ToFailure("qemu.snapshot");
    }

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
