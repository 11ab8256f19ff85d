namespace Slipway.Dns;

/// <summary>All records of one name and type as the DNS server has them; without contents it is gone.</summary>
/// <param name="Name">The whole name with the last dot.</param>
public sealed record RrSet(string Name, string Type, int Ttl, IReadOnlyList<string> Contents)
{
    public bool Is(RrSet other) => Ttl == other.Ttl && Contents.Select(Compared).ToHashSet(StringComparer.Ordinal).SetEquals(other.Contents.Select(Compared));

    /// <summary>What the DNS server is to have.</summary>
    public static IReadOnlyList<RrSet> Of(ZoneContents contents) => contents.Zone.Kind == ZoneKind.Slave
        ? []
        : [.. contents.Records
            .Select(record => (Record: record, Published: record.Published(contents.Zone.Name)))
            .GroupBy(each => (each.Published.Owner, each.Published.Type))
            // A set has one time to live: the shortest that somebody wished for.
            .Select(set => new RrSet(set.Key.Owner + ".", set.Key.Type, set.Min(each => each.Record.Ttl), [.. set.Select(each => each.Published.Content).Distinct(StringComparer.Ordinal)]))];

    /// <summary>What has to be written so that one becomes the other.</summary>
    public static IReadOnlyList<RrSet> Changes(IReadOnlyList<RrSet> from, IReadOnlyList<RrSet> to)
    {
        var before = from.ToDictionary(set => set.Key, StringComparer.OrdinalIgnoreCase);
        var after = to.ToDictionary(set => set.Key, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from.Where(set => !after.ContainsKey(set.Key)).Select(set => set with { Contents = [] }),
            .. to.Where(set => !before.TryGetValue(set.Key, out var old) || !old.Is(set)),
        ];
    }

    private string Key => $"{Name} {Type}";

    private string Compared(string content) => RecordContent.ToCompare(Type, content);
}
