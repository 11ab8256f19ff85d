using Slipway.Storage;

namespace Slipway.Dns;

/// <param name="Zone">Name of the zone.</param>
/// <param name="What">What the DNS server has otherwise.</param>
/// <param name="Stray">The DNS server has it and nobody here.</param>
public sealed record ZoneDifference(string Zone, string What, bool Stray = false);

/// <param name="Waiting">Zones that are to be written, and since when.</param>
/// <param name="Away">The DNS server does not answer: nothing was compared.</param>
public sealed record ZoneReport(int Zones, IReadOnlyList<(string Zone, DateTimeOffset Since)> Waiting, IReadOnlyList<ZoneDifference> Differences, Failure? Away)
{
    public bool IsClean => Waiting.Count == 0 && Differences.Count == 0 && Away is null;
}

/// <summary>Compares the DNS server's copies with the rows. Changes nothing but marks, also beside a running daemon.</summary>
public sealed class CompareZones(Database database, IDnsServer server, Publisher publisher, DnsOptions options, TimeProvider clock)
{
    public bool IsOffered => options.IsOffered;

    /// <param name="only">One zone; null: all, and those on the DNS server that nobody has.</param>
    public async Task<ZoneReport> RunAsync(string? only, CancellationToken cancellationToken)
    {
        var zones = (await database.ReadAsync(ZoneStore.AllAsync, cancellationToken)).Where(zone => only is null || zone.Name == only).ToList();
        var differences = new List<ZoneDifference>();
        if (!(await server.ListAsync(cancellationToken)).TryGet(out var served, out var away))
        {
            return new ZoneReport(zones.Count, Waiting(zones), [], away);
        }

        foreach (var zone in zones.Where(zone => zone.DirtySince is null))
        {
            if (!(await CompareAsync(zone, cancellationToken)).TryGet(out var found, out away))
            {
                return new ZoneReport(zones.Count, Waiting(zones), differences, away);
            }

            differences.AddRange(found.Select(what => new ZoneDifference(zone.Name, what)));
        }

        foreach (var stray in served.Where(name => (only is null || name == only) && !zones.Exists(zone => zone.Name == name)))
        {
            // It may have come since the rows were read.
            if (await database.ReadAsync(session => ZoneStore.FindAsync(session, stray), cancellationToken) is null)
            {
                differences.Add(new ZoneDifference(stray, "is on the DNS server and belongs to nobody here", Stray: true));
            }
        }

        return new ZoneReport(zones.Count, Waiting(zones), differences, null);
    }

    /// <summary>What differs is marked, so that whoever writes to the DNS server writes it anew.</summary>
    /// <param name="removeStrays">Those that nobody here has, too. They may be another platform's.</param>
    public Task MarkAsync(ZoneReport report, bool removeStrays, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var now = clock.GetUtcNow();
            foreach (var name in report.Differences.Where(difference => removeStrays || !difference.Stray).Select(difference => difference.Zone).Distinct())
            {
                if (await ZoneStore.FindAsync(transaction, name) is { } zone)
                {
                    await ZoneStore.MarkAsync(transaction, zone, now);
                }
                else
                {
                    // A zone that is being taken away.
                    _ = await ZoneStore.TryInsertAsync(transaction, new Zone(default, null, name, ZoneKind.Master, null, [], false, now, now, Deleted: true));
                }
            }
        },
        cancellationToken);

    public async Task<int> WaitingAsync(string? only, CancellationToken cancellationToken) =>
        (await database.ReadAsync(ZoneStore.DirtyAsync, cancellationToken)).Count(zone => only is null || zone.Name == only);

    /// <summary>Writes what is marked, in place of a daemon that does not run; answers how many stay marked.</summary>
    public Task<int> WriteAsync(CancellationToken cancellationToken) => publisher.PassAsync(cancellationToken);

    private async Task<Result<IReadOnlyList<string>>> CompareAsync(Zone zone, CancellationToken cancellationToken)
    {
        var contents = await database.ReadAsync(session => RecordStore.ContentsAsync(session, zone), cancellationToken);
        if (!(await server.FindAsync(zone.Name, cancellationToken)).TryGet(out var served, out var failure))
        {
            return failure;
        }

        string[] found = served is null ? ["is not on the DNS server"]
            : !served.IsOurs ? [$"is on the DNS server by other means (account '{served.Holder}'); pdnsutil set-account hands it over"]
            : [.. served.Differences(contents)];
        // What changed meanwhile is not compared; whoever changed it takes care of it.
        var now = found.Length == 0 ? null : await database.ReadAsync(
            async session => await ZoneStore.FindAsync(session, zone.Id) is { } again ? await RecordStore.ContentsAsync(session, again) : null, cancellationToken);
        return now is not null && now.Zone.DirtySince is null && now.Records.SequenceEqual(contents.Records) ? found : Array.Empty<string>();
    }

    private static IReadOnlyList<(string, DateTimeOffset)> Waiting(IEnumerable<Zone> zones) => [.. zones.Where(zone => zone.DirtySince is not null).Select(zone => (zone.Name, zone.DirtySince!.Value))];
}
