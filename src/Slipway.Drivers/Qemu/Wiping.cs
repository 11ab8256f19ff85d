namespace Slipway.Drivers.Qemu;

/// <summary>
/// Removes a file that holds what a guest wrote: zeros over it, from its end to its beginning, and it becomes shorter by what is zeros. So the
/// file itself tells how far it is, also to the next daemon.
/// </summary>
internal static class Wiping
{
    private const long Part = 64 * 1024 * 1024;

    // A call answers in seconds, and the flush at its end takes its time too.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    /// <summary>Works for two seconds; true when the file is gone. One that is not there is.</summary>
    public static bool Remove(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (new FileInfo(path) is { Exists: true, Length: > 0 and var length })
        {
            var from = Math.Max(0, length - Part);
            using (var file = new ZeroPass(path))
            {
                _ = file.Overwrite(from, () => false, cancellationToken);
            }

            using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            {
                file.SetLength(from);
            }

            if (from > 0 && time.GetElapsedTime(start) > Slice)
            {
                return false;
            }
        }

        if (Directory.Exists(Path.GetDirectoryName(path)))
        {
            File.Delete(path);
        }

        return true;
    }
}
