namespace Slipway.Dns;

/// <summary>The server that answers the world. It has a copy of what is here, zone by zone.</summary>
public interface IDnsServer
{
    /// <summary>The zone with all that is in it; null when there is none.</summary>
    Task<Result<ServedZone?>> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Whose the zone is: <see cref="ServedZone.Ours"/>, something else, or null when there is none.</summary>
    Task<Result<string?>> HolderAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names of all zones that are ours.</summary>
    Task<Result<IReadOnlyList<string>>> ListAsync(CancellationToken cancellationToken);

    Task<Result<Unit>> CreateAsync(Zone zone, IReadOnlyList<RrSet> sets, CancellationToken cancellationToken);

    /// <summary>Writes the sets, all or none; those without contents go.</summary>
    Task<Result<Unit>> ChangeAsync(string name, IReadOnlyList<RrSet> sets, CancellationToken cancellationToken);

    /// <summary>Kind, masters and signing as the zone has them.</summary>
    Task<Result<Unit>> SetKindAsync(Zone zone, CancellationToken cancellationToken);

    /// <summary>The zone is not there afterwards. May be repeated.</summary>
    Task<Result<Unit>> RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>What a registrar is told of a signed zone.</summary>
    Task<Result<IReadOnlyList<string>>> DelegationSignersAsync(string name, CancellationToken cancellationToken);
}

/// <param name="Holder">Who made it, by the server's field <c>account</c>.</param>
public sealed record ServedZone(string Holder, ZoneKind? Kind, IReadOnlyList<string> Masters, bool Dnssec, IReadOnlyList<RrSet> Sets)
{
    /// <summary>Zones that were made by hand, or by other programs, do not have this and are never touched.</summary>
    public const string Ours = "slipway";

    public bool IsOurs => Holder == Ours;

    public uint? Serial => Sets.FirstOrDefault(set => set.Type == RecordTypes.Soa) is { Contents: [var content, ..] } ? Soa.Parse(content)?.Serial : null;

    /// <summary>Each difference as a sentence; none when it is the copy that it should be.</summary>
    public IEnumerable<string> Differences(ZoneContents contents)
    {
        if (!HasKindOf(contents.Zone))
        {
            yield return $"is {Kind?.ToString() ?? "of another kind"}{(Dnssec ? ", signed" : ", not signed")}, and should be {contents.Zone.Kind}{(contents.Zone.Dnssec ? ", signed" : ", not signed")}";
        }

        foreach (var set in contents.Zone.Kind == ZoneKind.Slave ? [] : RrSet.Changes(Sets, RrSet.Of(contents)))
        {
            yield return set.Contents.Count == 0 ? $"has {set.Type} {set.Name}, which nobody asked for" : $"has not {set.Type} {set.Name} as it should be";
        }
    }

    public bool HasKindOf(Zone zone) => Kind == zone.Kind && Dnssec == zone.Dnssec && Masters.ToHashSet(StringComparer.Ordinal).SetEquals(zone.Masters);
}
