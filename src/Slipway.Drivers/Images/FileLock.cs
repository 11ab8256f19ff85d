namespace Slipway.Drivers.Images;

/// <summary>A lock between processes, as <c>flock</c> has it: held until disposed, and gone with its process however that ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // EWOULDBLOCK, 11 on Linux and 35 on the BSDs.
    private static readonly int[] HeldByAnother = [11, 35];

    public static FileStream? TryTake(string path)
    {
        try
        {
            // The file stays: who removed it would leave the next two with a lock each.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException held) when (HeldByAnother.Contains(held.HResult))
        {
            return null;
        }
    }

    public static async Task<FileStream> TakeAsync(string path, Action onWait, TimeProvider time, CancellationToken cancellationToken)
    {
        var told = false;
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            if (!told)
            {
                onWait();
                told = true;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
