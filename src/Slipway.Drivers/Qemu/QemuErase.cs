using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Zeros over the machine's own files, and only then they are removed: its disk with the snapshots in it, its backups, and what its first boot
/// was told. The image below the disk is shared with other machines and is only let go. How far it is stands in <see cref="QemuErasure"/>, written after the zeros
/// are on the disk: a daemon that takes over goes on there and at worst writes a few seconds of zeros twice.
/// </summary>
internal sealed class QemuErase(QemuFolder folder, MachineLocks locks, TimeProvider time) : IErase
{
    private const string Method = "one pass of zeros over everything the disk file stores, flushed, and read back in samples (NIST SP 800-88 Rev. 1: Clear)";

    // A call answers in seconds, and the flush at its end takes its time too.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    public async Task<Erasing> EraseAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return Refused(bad);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (folder.Find(machine.MachineId) is null)
        {
            return new Erasing(new Progress.Done("there was no machine"));
        }

        var files = folder.Of(machine.MachineId);
        if (QemuProcess.IsAnywhere(files))
        {
            return Refused(new Failure(FailureKind.Busy, "machines.running", "The machine is running; it has to be switched off before its disk is erased."));
        }

        try
        {
            // Seconds of writing are not for the thread that asks.
            return await Task.Run(() => Erase(files, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused(NotErased(exception.Message));
        }
    }

    /// <summary>Removes the disk of a finished erasing, if its daemon did not come to that. One that was made since stays.</summary>
    public static void RemoveErased(QemuFiles files)
    {
        foreach (var path in Large(files))
        {
            using (var file = new ZeroPass(path))
            {
                if (!file.BeginsErased)
                {
                    continue;
                }
            }

            File.Delete(path);
        }

        if (!File.Exists(files.Disk))
        {
            File.Delete(files.Base);
        }
    }

    private Erasing Erase(QemuFiles files, CancellationToken cancellationToken)
    {
        var erasure = QemuErasure.Find(files);
        if (erasure is { Report: not null })
        {
            RemoveErased(files);
        }

        List<ErasedDisk> erased = [];
        var large = Large(files);
        if (large.Count > 0)
        {
            // A report that lies beside a disk is about another one.
            erasure = erasure is { Report: null } ? erasure : new QemuErasure { StartedAt = time.GetUtcNow() };
        }

        foreach (var path in large)
        {
            if (!erasure!.Erased.TryGetValue(path, out var disk))
            {
                (var progress, disk) = EraseLarge(files, path, ref erasure, cancellationToken);
                if (disk is null)
                {
                    return new Erasing(progress!);
                }

                erasure = erasure with { Erased = new Dictionary<string, ErasedDisk>(erasure.Erased) { [path] = disk } };
                erasure.Save(files);
            }

            erased.Add(disk);
        }

        foreach (var trace in Traces(files))
        {
            if (EraseWhole(trace, cancellationToken) is not { } whole)
            {
                return Refused(NotErased($"'{trace}' does not read as zeros"));
            }

            erased.Add(whole);
        }

        EmptyConsole(files, cancellationToken);
        if (erasure is { Report: null })
        {
            // A disk that was never finished held nothing; one without a disk was begun with one that somebody else has removed.
            erasure = large.Any(path => path != files.DiskDraft) ? erasure with { Erased = new Dictionary<string, ErasedDisk>(), Report = new EraseReport(Method, erased, erasure.StartedAt, time.GetUtcNow()) } : null;
            erasure?.Save(files);
        }

        Remove(files, erasure);
        return new Erasing(new Progress.Done(), erasure?.Report);
    }

    /// <summary>The erased file, or why there is none yet.</summary>
    private (Progress? Progress, ErasedDisk? Disk) EraseLarge(QemuFiles files, string path, ref QemuErasure erasure, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var disk = new ZeroPass(path);
        if (erasure.File != path || erasure.Length != disk.Length)
        {
            erasure = erasure with { File = path, Length = disk.Length, Position = 0, Overwritten = 0 };
            // Known before the first byte is gone: nobody takes what is left for a disk.
            erasure.Save(files);
        }

        if (erasure.Position < erasure.Length)
        {
            var (position, overwritten) = disk.Overwrite(erasure.Position, () => time.GetElapsedTime(start) > Slice, cancellationToken);
            erasure = erasure with { Position = position, Overwritten = erasure.Overwritten + overwritten };
            erasure.Save(files);
            if (position < erasure.Length)
            {
                return (new Progress.Again(TimeSpan.Zero, $"erased {position * 100.0 / erasure.Length:0} %"), null);
            }
        }

        if (disk.Verify(Path.GetFileName(path), erasure.Overwritten) is { } erased)
        {
            return (null, erased);
        }

        (erasure with { Position = 0, Overwritten = 0 }).Save(files);
        return (new Progress.Failed(NotErased($"'{path}' does not read as zeros; it is erased once more")), null);
    }

    /// <summary>The disk, others that were or were to become the disk, and the backups.</summary>
    private static List<string> Large(QemuFiles files) =>
    [
        .. new[] { files.Disk, files.DiskDraft, files.DiskNext, files.DiskBefore }.Where(File.Exists),
        .. Directory.Exists(files.Backups) ? Directory.EnumerateFiles(files.Backups).Order(StringComparer.Ordinal) : Enumerable.Empty<string>(),
    ];

    /// <summary>Small files with what the first boot was told, made and half made.</summary>
    private static IEnumerable<string> Traces(QemuFiles files) =>
        new[] { files.Seed, files.SeedDraft, files.Guest }.Where(File.Exists)
            .Concat(Directory.Exists(files.SeedTexts) ? Directory.EnumerateFiles(files.SeedTexts, "*", SearchOption.AllDirectories) : []);

    private static ErasedDisk? EraseWhole(string path, CancellationToken cancellationToken)
    {
        using var file = new ZeroPass(path);
        return file.Verify(Path.GetFileName(path), file.Overwrite(0, () => false, cancellationToken).Overwritten);
    }

    // What a guest writes to its console is not for the next one either.
    private static void EmptyConsole(QemuFiles files, CancellationToken cancellationToken)
    {
        foreach (var log in new[] { files.Console, files.ConsoleBefore }.Where(File.Exists))
        {
            _ = EraseWhole(log, cancellationToken);
            using var file = new FileStream(log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.SetLength(0);
        }
    }

    private static void Remove(QemuFiles files, QemuErasure? erasure)
    {
        foreach (var path in Large(files).Append(files.SeedDraft))
        {
            File.Delete(path);
        }

        QemuDisk.Remove(files);
        File.Delete(files.Guest);
        if (Directory.Exists(files.SeedTexts))
        {
            Directory.Delete(files.SeedTexts, recursive: true);
        }

        if (erasure is null)
        {
            File.Delete(files.Erasure);
        }
    }

    private static Erasing Refused(Failure failure) => new(new Progress.Failed(failure));

    private static Failure NotErased(string why) => new(FailureKind.Unavailable, "qemu.erase", "The machine's disk could not be erased just now.", new DriverFacts(why));
}
