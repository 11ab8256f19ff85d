using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// The disk: a thin layer over the image. The image is linked into the machine's folder, so when it is built anew under
/// its name the machine keeps the one it began with; where no link can be made, as on another file system, it is copied.
/// </summary>
internal sealed class QemuDisk(Programs programs, QemuImages images, IOptions<QemuOptions> options)
{
    private static readonly TimeSpan CopyPatience = TimeSpan.FromMinutes(10);

    /// <summary>Null when the disk is there. A half-made one never carries its name.</summary>
    public async Task<Failure?> EnsureAsync(QemuMachine machine, QemuFiles files, CancellationToken cancellationToken)
    {
        if (File.Exists(files.Disk))
        {
            return null;
        }

        File.Delete(files.Base);
        var image = images.PathOf(machine.Image);
        if (!machine.Image.IsBlank && Link(image, files.Base) != 0)
        {
            var copied = await programs.RunAsync("cp", ["--reflink=auto", image, files.Base], CopyPatience, cancellationToken);
            if (!copied.Succeeded)
            {
                File.Delete(files.Base);
                return copied.ToFailure("qemu.image-copy");
            }
        }

        var draft = files.DiskDraft;
        File.Delete(draft);
        var outcome = await programs.RunAsync(
            options.Value.QemuImg,
            ["create", "-q", "-f", "qcow2", .. machine.Image.IsBlank ? [] : new[] { "-F", "qcow2", "-b", Path.GetFileName(files.Base) }, draft, $"{machine.DiskGb}G"],
            TimeSpan.FromSeconds(30),
            cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.ToFailure("qemu.disk");
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // First: a report that stayed would be told of the new disk as well.
        File.Delete(files.Erasure);
        File.Move(draft, files.Disk);
        return null;
    }

    public static void Remove(QemuFiles files)
    {
        File.Delete(files.Disk);
        File.Delete(files.Base);
        File.Delete(files.Seed);
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
