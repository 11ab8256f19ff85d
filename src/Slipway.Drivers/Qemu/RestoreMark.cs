using System.Text;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Beside the disk of a machine that goes back to a backup: the backup's name, alone as long as that may go on. What the draft, the next and the
/// former disk hold is known by it only.
/// </summary>
internal static class RestoreMark
{
    private const string GivenUp = "given-up";
    private const string Replaced = "replaced";

    public static bool IsOf(QemuFiles files, string name) => Read(files) == name;

    public static void Begin(QemuFiles files, string name) => Write(files, name);

    /// <summary>No later restore of the same backup goes on from here. Answers whether the disk is the backup's already; null when nothing of this backup is going on.</summary>
    public static bool? GiveUp(QemuFiles files, string name)
    {
        if (Read(files) is not { } mark || mark.Split(' ')[0] != name)
        {
            return null;
        }

        if (mark != name)
        {
            return mark == $"{name} {Replaced}";
        }

        var replaced = File.Exists(files.DiskBefore) && File.Exists(files.Disk) && !File.Exists(files.DiskNext);
        Write(files, $"{name} {(replaced ? Replaced : GivenUp)}");
        return replaced;
    }

    public static void End(QemuFiles files) => File.Delete(files.RestoreMark);

    private static string? Read(QemuFiles files) => File.Exists(files.RestoreMark) ? File.ReadAllText(files.RestoreMark) : null;

    private static void Write(QemuFiles files, string mark) => AtomicFile.Write(files.RestoreMark, Encoding.UTF8.GetBytes(mark));
}
