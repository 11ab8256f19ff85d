namespace Slipway.Daemon;

/// <summary>One daemon per data folder: the second one is told so instead of fighting over machines and files.</summary>
internal static class DataLock
{
    /// <summary>Held until disposed, and gone with the process however it ends.</summary>
    public static FileStream? TryTake(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, "slipwayd.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
