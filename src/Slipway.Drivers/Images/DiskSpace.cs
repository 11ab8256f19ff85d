namespace Slipway.Drivers.Images;

/// <summary>Asked before, because a full disk in the middle also stops what the machines write.</summary>
internal sealed class DiskSpace
{
    // What the box needs besides.
    private const long Reserve = 256L << 20;

    /// <summary>Free bytes where this folder lies.</summary>
    public Func<string, long> Free { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Null when there is room for so many bytes.</summary>
    public Failure? Check(string folder, long bytes, string what)
    {
        var free = Free(folder);
        return free >= bytes + Reserve
            ? null
            : new Failure(
                FailureKind.Unavailable,
                "images.no-room",
                $"{what} needs {ByteSize.ToText(bytes)} in {folder}, where {ByteSize.ToText(free)} are free and {ByteSize.ToText(Reserve)} are kept. Make room (slipwayd images prune) or give another --images folder.");
    }
}
