using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Whole copies in a folder of their own, compressed, standing alone: of a machine that runs QEMU makes them while the guest writes, as of one
/// moment; of one that is off <c>qemu-img</c> does. A copy takes its name when it has been checked.
/// </summary>
internal sealed class QemuBackups(
    QemuFolder folder, DiskRoom room, BackupJob job, DiskCopying copying, Programs programs, MachineLocks locks, IOptions<QemuOptions> options, TimeProvider time) : IBackups
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CheckPatience = TimeSpan.FromMinutes(10);

    public Failure? Refusal(MachineRef machine) => folder.Get(machine).Failure ?? room.ForBackup(folder.Of(machine.MachineId));

    public async Task<CopyMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (Files(machine, out var unknown) is not { } files)
        {
            return new CopyMade(new Progress.Failed(unknown!));
        }

        var (backup, draft) = (files.Backup(name), files.BackupDraft(name));
        if (File.Exists(backup))
        {
            await job.ForgetAsync(files, name, cancellationToken);
            return new CopyMade(new Progress.Done(), new FileInfo(backup).Length);
        }

        if (!File.Exists(files.Disk) || QemuErasure.Find(files) is { Report: null })
        {
            return new CopyMade(new Progress.Failed(QemuFailures.NoDisk()));
        }

        var progress = await DraftAsync(files, name, draft, cancellationToken);
        if (progress is not Progress.Done)
        {
            return new CopyMade(progress);
        }

        if (await CheckAsync(draft, cancellationToken) is { } broken)
        {
            File.Delete(draft);
            await job.ForgetAsync(files, name, cancellationToken);
            return new CopyMade(new Progress.Failed(broken));
        }

        File.Move(draft, backup);
        await job.ForgetAsync(files, name, cancellationToken);
        return new CopyMade(new Progress.Done(), new FileInfo(backup).Length);
    }

    public async Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (Files(machine, out var unknown) is not { } files)
        {
            return new Progress.Failed(unknown!);
        }

        if (QemuProcess.IsAnywhere(files))
        {
            return new Progress.Failed(QemuFailures.Running());
        }

        if (!File.Exists(files.Backup(name)))
        {
            return new Progress.Failed(MissingMedia.Copy(name));
        }

        // :: What another restore left must not be taken for this one's.
        if (!RestoreMark.IsOf(files, name))
        {
            if (await ClearAsync(files, cancellationToken) is not Progress.Done and var clearing)
            {
                return clearing;
            }

            RestoreMark.Begin(files, name);
        }

        // :: What is left of the disk that this backup replaced.
        if (!File.Exists(files.DiskNext))
        {
            if (File.Exists(files.DiskBefore) && File.Exists(files.Disk))
            {
                return await EndAsync(files, cancellationToken);
            }

            // :: A whole new disk beside the old one.
            if (!File.Exists(files.DiskDraft) && room.ForRestore(files, files.Backup(name)) is { } full)
            {
                return new Progress.Failed(full);
            }

            if (await copying.ConvertAsync(files.Backup(name), files.DiskDraft) is not { } outcome)
            {
                return new Progress.Again(Pause, "unpacking the backup");
            }

            if (!outcome.Succeeded || await CheckAsync(files.DiskDraft, cancellationToken) is not null)
            {
                File.Delete(files.DiskDraft);
                return new Progress.Failed(outcome.ToFailure("qemu.backup-restore"));
            }

            File.Move(files.DiskDraft, files.DiskNext);
        }

        // :: It takes the old one's place, which is only then overwritten.
        QemuNetwork.Forgotten(files);
        if (File.Exists(files.Disk) && !File.Exists(files.DiskBefore))
        {
            File.Move(files.Disk, files.DiskBefore);
        }

        File.Move(files.DiskNext, files.Disk);
        return await EndAsync(files, cancellationToken);
    }

    public async Task<RestoreEnd> GiveUpRestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (Files(machine, out _) is not { } files || RestoreMark.GiveUp(files, name) is not { } replaced)
        {
            return new RestoreEnd(new Progress.Done(), Replaced: false);
        }

        var cleared = await ClearAsync(files, cancellationToken);
        if (cleared is Progress.Done)
        {
            RestoreMark.End(files);
        }

        return new RestoreEnd(cleared, replaced);
    }

    public async Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        var files = folder.Of(machine.MachineId);
        await copying.StopAsync(files.BackupDraft(name));
        if (await job.CancelAsync(files, name, cancellationToken) is not Progress.Done and var working)
        {
            return working;
        }

        if (File.Exists(files.Backup(name)))
        {
            try
            {
                // First another name: what is half overwritten is no backup.
                File.Move(files.Backup(name), files.BackupGone(name));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return new Progress.Failed(NotRemoved(exception));
            }
        }

        foreach (var file in new[] { files.BackupDraft(name), files.BackupGone(name) })
        {
            if (await WipeAsync(file, cancellationToken) is not Progress.Done and var going)
            {
                return going;
            }
        }

        return new Progress.Done();
    }

    public Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (Files(machine, out var unknown) is not { } files)
        {
            return Task.FromResult<Result<IReadOnlyList<string>>>(unknown!);
        }

        IReadOnlyList<string> names = Directory.Exists(files.Backups)
            ? [.. Directory.EnumerateFiles(files.Backups, $"*{QemuFiles.BackupEnding}").Select(path => Path.GetFileName(path)[..^QemuFiles.BackupEnding.Length]).Order(StringComparer.Ordinal)]
            : [];
        return Task.FromResult(Listed(names));
    }

    /// <summary>Done when the draft is whole.</summary>
    private async Task<Progress> DraftAsync(QemuFiles files, string name, string draft, CancellationToken cancellationToken)
    {
        var running = QemuProcess.IsRunning(files);
        if (running)
        {
            // Begun while it was off.
            await copying.StopAsync(draft);
            if (await job.LookAsync(files, name, cancellationToken) is { } known)
            {
                return known;
            }
        }

        AtomicFile.EnsureFolder(files.Backups);
        if (room.ForBackup(files) is { } full)
        {
            return new Progress.Failed(full);
        }

        if (running)
        {
            File.Delete(draft);
            AtomicFile.Write(draft, []);
            return await job.BeginAsync(files, name, draft, cancellationToken);
        }

        return await copying.ConvertAsync(files.Disk, draft, "-c", "-o", BackupJob.Compression) is not { } outcome ? new Progress.Again(Pause, "copying the disk")
            : outcome.Succeeded ? new Progress.Done()
            : new Progress.Failed(outcome.ToFailure("qemu.backup"));
    }

    /// <summary>The disk's place is taken, and nothing is left of the one before.</summary>
    private async Task<Progress> EndAsync(QemuFiles files, CancellationToken cancellationToken)
    {
        var wiped = await WipeAsync(files.DiskBefore, cancellationToken);
        if (wiped is Progress.Done)
        {
            RestoreMark.End(files);
        }

        return wiped;
    }

    /// <summary>Only the disk is left: the one before, as long as no other has taken its place.</summary>
    private async Task<Progress> ClearAsync(QemuFiles files, CancellationToken cancellationToken)
    {
        await copying.StopAsync(files.DiskDraft);
        if (!File.Exists(files.Disk) && File.Exists(files.DiskBefore))
        {
            File.Move(files.DiskBefore, files.Disk);
        }

        foreach (var file in new[] { files.DiskDraft, files.DiskNext, files.DiskBefore })
        {
            if (await WipeAsync(file, cancellationToken) is not Progress.Done and var going)
            {
                return going;
            }
        }

        return new Progress.Done();
    }

    private async Task<Failure?> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var check = await programs.RunAsync(options.Value.QemuImg, ["check", "-q", path], CheckPatience, cancellationToken);
        return check.Succeeded ? null : check.ToFailure("qemu.backup-check");
    }

    private Task<Progress> WipeAsync(string path, CancellationToken cancellationToken) => Task.Run<Progress>(
        () =>
        {
            try
            {
                return Wiping.Remove(path, time, cancellationToken) ? new Progress.Done() : new Progress.Again(TimeSpan.Zero, "overwriting what is not needed any more");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return new Progress.Failed(NotRemoved(exception));
            }
        },
        cancellationToken);

    private static Failure NotRemoved(Exception exception) =>
        new(FailureKind.Unavailable, "qemu.wipe", "An old copy of the disk could not be removed just now.", new DriverFacts(exception.Message));

    private QemuFiles? Files(MachineRef machine, out Failure? unknown)
    {
        unknown = folder.Get(machine).Failure;
        return unknown is null ? folder.Of(machine.MachineId) : null;
    }

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
