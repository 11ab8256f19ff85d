using System.Globalization;
using System.Security.Cryptography;

namespace Slipway.Media;

/// <summary>The files of the images, called by their numbers: nothing that a customer says becomes part of a path.</summary>
public sealed class IsoFolder(MediaOptions options)
{
    // ISO 9660: the volume descriptors begin at sector 16 and have their mark in the second byte.
    private const int MarkAt = (16 * 2048) + 1;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Root { get; } = Path.GetFullPath(options.Folder);

    public string PathOf(int id) => Path.Combine(Root, $"iso-{id}.iso");

    internal string DraftOf(int id) => $"{PathOf(id)}.new";

    /// <summary>Bytes that may still be written there.</summary>
    internal long Free
    {
        get
        {
            EnsureRoot();
            return Math.Max(0, new DriveInfo(Root).AvailableFreeSpace - ((long)options.KeepFreeGb << 30));
        }
    }

    /// <summary>An empty draft, in place of one that a daemon left that is gone.</summary>
    internal FileStream OpenDraft(int id)
    {
        EnsureRoot();
        File.Delete(DraftOf(id));
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(DraftOf(id), how);
    }

    /// <summary>The draft is whole and takes its name.</summary>
    internal void Keep(int id)
    {
        if (File.Exists(DraftOf(id)))
        {
            File.Move(DraftOf(id), PathOf(id), overwrite: true);
        }
    }

    /// <summary>All files that are called by a number, drafts too.</summary>
    internal IReadOnlyList<(int Id, string Path)> Numbered() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateFiles(Root, "iso-*").Order(StringComparer.Ordinal)
            .Select(path => (Id: int.TryParse(Path.GetFileName(path)[4..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0, Path: path))
            .Where(file => file.Id > 0),
    ];

    internal void Remove(int id)
    {
        if (Directory.Exists(Root))
        {
            File.Delete(DraftOf(id));
            File.Delete(PathOf(id));
        }
    }

    /// <summary>Does the file begin as an ISO 9660 image does?</summary>
    internal static async Task<bool> IsIsoAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var mark = new byte[5];
        file.Seek(MarkAt, SeekOrigin.Begin);
        return await file.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken) == mark.Length && mark.AsSpan().SequenceEqual("CD001"u8);
    }

    internal static async Task<Fetched> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return new Fetched(file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)));
    }

    /// <summary>Copies until the end; null when it is more than <paramref name="most"/>, or than there is room for, which others take as well.</summary>
    internal static async Task<Fetched?> CopyAsync(Stream from, Stream to, long most, Func<long> free, CancellationToken cancellationToken)
    {
        const int Chunk = 128 * 1024;
        const int LookEvery = 256;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, bytes) = (new byte[Chunk], 0L);
        for (var chunks = 0; await from.ReadAsync(buffer, cancellationToken) is > 0 and var read; chunks++)
        {
            bytes += read;
            if (bytes > most || (chunks % LookEvery == 0 && free() < Chunk * LookEvery))
            {
                return null;
            }

            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        await to.FlushAsync(cancellationToken);
        return new Fetched(bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private void EnsureRoot() => _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(Root) : Directory.CreateDirectory(Root, OwnerOnly | UnixFileMode.UserExecute);
}
