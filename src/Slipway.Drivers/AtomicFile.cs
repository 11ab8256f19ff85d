namespace Slipway.Drivers;

/// <summary>
/// Small state files that survive <c>kill -9</c>: a reader sees the old text or the new one, never a half. Readable by
/// the daemon's user alone.
/// </summary>
internal static class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    public static void Write(string path, ReadOnlySpan<byte> content, bool durable = true)
    {
        var draft = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            using (var stream = new FileStream(draft, OwnerOnlyOptions()))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: durable);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Makes the folder, mode 0700, with its parents.</summary>
    public static void EnsureFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnlyFolder);
        }
    }

    private static FileStreamOptions OwnerOnlyOptions()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
