using Slipway.Disks;

namespace Slipway.Invapi.Wire;

/// <summary>The finished check of <c>vm/get_snapshot</c> (eq_callback.md, Snapshots).</summary>
internal sealed record SnapshotListShape(IReadOnlyList<SnapshotShape> Snapshots, SnapshotSettingsShape Settings)
{
    public static SnapshotListShape From(CopyList list) => new([.. list.Copies.Select(SnapshotShape.From)], new(list.Most));
}

/// <param name="TotalSize">Bytes.</param>
/// <param name="OpenstackImageId">Quirk Q-053: our own number of it, as text.</param>
internal sealed record SnapshotShape(string Name, string Date, long DateUnix, long TotalSize, string OpenstackImageId, string Status, bool Scheduled, string Os)
{
    public static SnapshotShape From(CopyFacts copy) => new(
        copy.Name, WireWords.Time(copy.CreatedAt), copy.CreatedAt.ToUnixTimeSeconds(), copy.Bytes, DiskCopy.NameOf(copy.Id),
        copy.Phase switch
        {
            CopyPhase.Making => "creating",
            CopyPhase.Ready => "active",
            CopyPhase.Removing => "removing",
        },
        copy.Scheduled,
        copy.OsName);
}

internal sealed record SnapshotSettingsShape(int NumMax);
