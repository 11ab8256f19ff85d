using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>Is there room for another copy of a disk? A full file system would stop every machine on it.</summary>
internal sealed class DiskRoom(IOptions<QemuOptions> options)
{
    /// <summary>Room for what the machine has written, once more: a snapshot keeps it when the guest writes it anew.</summary>
    public Failure? ForSnapshot(QemuFiles files) => Check(files.Folder, Length(files.Disk));

    /// <summary>Room for everything on the disk, what comes from the image included.</summary>
    public Failure? ForBackup(QemuFiles files) => Check(files.Backups, Length(files.Disk) + Length(files.Base));

    /// <summary>Room for a backup beside the disk it is to replace.</summary>
    public Failure? ForRestore(QemuFiles files, string backup) => Check(files.Folder, 4 * Length(backup));

    private Failure? Check(string folder, long bytes)
    {
        // It may be made later: the file system of what there is counts.
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            there = parent;
        }

        var (free, keep) = (new DriveInfo(there).AvailableFreeSpace, (long)options.Value.KeepFreeGb << 30);
        return free - bytes >= keep
            ? null
            : new Failure(
                FailureKind.OutOfStock,
                "qemu.no-room",
                $"There is not enough room on the server's node for another copy of its disk just now: it may take {Gib(bytes)} GiB. Remove one that is not needed, or try again later.",
                new DriverFacts($"'{there}' has {Gib(free)} GiB free, {options.Value.KeepFreeGb} of them stay so (Qemu:KeepFreeGb)"));
    }

    private static string Gib(long bytes) => (bytes / 1024d / 1024 / 1024).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);

    private static long Length(string file) => new FileInfo(file) is { Exists: true } there ? there.Length : 0;
}
