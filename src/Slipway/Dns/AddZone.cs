using System.Net;
using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Dns;

/// <param name="Masters">For a slave: addresses it copies from.</param>
/// <param name="Nameservers">Instead of the provider's own; none: those.</param>
/// <param name="Start">What the SOA says instead of the usual, by its fields.</param>
public sealed record NewZone(
    string Name, ZoneKind Kind = ZoneKind.Master, ServerId? ServerId = null, bool Dnssec = false, IReadOnlyList<string>? Masters = null, IReadOnlyList<string>? Nameservers = null, SoaFields? Start = null,
    int? Ttl = null);

/// <summary>A new zone of the caller's account.</summary>
public sealed class AddZone(Database database, NamedLocks locks, ZoneCopy copy, IDnsServer server, DnsOptions options, TimeProvider clock)
{
    private const int MostMasters = 10;


    public async Task<Result<ZoneContents>> RunAsync(Caller caller, NewZone wanted, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        // :: Step 1 - is it a zone at all?
        if (!ZoneName.Check(wanted.Name, options.Nameservers).TryGet(out var name, out var failure) || !Masters(wanted).TryGet(out var masters, out failure))
        {
            return failure;
        }

        var now = clock.GetUtcNow();
        var zone = new Zone(default, caller.AccountId, name, wanted.Kind, wanted.ServerId, masters, wanted.Dnssec, now, now, Deleted: true);
        if (!Records(zone, wanted).TryGet(out var records, out failure))
        {
            return failure;
        }

        // :: Step 2 - is the name free, here and on the DNS server? Two who want a name and one below it ask one after the other.
        using var making = await locks.TakeAsync("", cancellationToken);
        using var taken = await locks.TakeAsync(name, cancellationToken);
        if (!(await IsFreeAsync(name, cancellationToken)).TryGet(out _, out failure))
        {
            return failure;
        }

        // :: Step 3 - as long as it is not there for anybody, what is left of it is taken away
        var made = await database.InTransactionAsync<ZoneContents>(
            async transaction =>
            {
                // The row of the account is what those who add at the same time wait at for each other.
                await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (await RefusalAsync(transaction, caller, zone) is { } no)
                {
                    return no;
                }

                var inserted = await ZoneStore.InsertAsync(transaction, zone);
                return new ZoneContents(inserted, await RecordStore.ReplaceAsync(transaction, inserted.Id, [], records));
            },
            cancellationToken);
        if (!made.TryGet(out var contents, out failure))
        {
            return failure;
        }

        // :: Step 4 - on the DNS server, and then for everybody. From here on it is finished, whether the caller waits for it or not.
        if ((await server.RemoveAsync(name, CancellationToken.None)).Failure is { } silent)
        {
            return silent;
        }

        if ((await server.CreateAsync(contents.Zone, RrSet.Of(contents), CancellationToken.None)).Failure is { } unmade)
        {
            return unmade;
        }

        await database.InTransactionAsync(transaction => ZoneStore.ShowAsync(transaction, contents.Zone.Id), CancellationToken.None);
        return contents with { Zone = contents.Zone with { DirtySince = null, Deleted = false } };
    }

    private async Task<Result<Unit>> IsFreeAsync(string name, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => ZoneStore.FindAsync(session, name), cancellationToken) is { } there)
        {
            if (!there.Deleted)
            {
                return DnsFailures.Taken(name);
            }

            // What was there before goes first.
            if ((await copy.WriteAsync(name, cancellationToken)).Failure is not null)
            {
                return DnsFailures.Away;
            }
        }

        // Zones that the operator has on the same DNS server by other means.
        foreach (var above in ZoneName.Above(name).Prepend(name))
        {
            if (!(await server.HolderAsync(above, cancellationToken)).TryGet(out var holder, out var failure))
            {
                return failure;
            }

            if (holder is not null && holder != ServedZone.Ours)
            {
                return DnsFailures.Foreign(name);
            }
        }

        return Unit.Value;
    }

    private async Task<Failure?> RefusalAsync(DatabaseTransaction transaction, Caller caller, Zone zone)
    {
        if (zone.ServerId is { } server && await ServerQueries.OwnAsync(transaction, caller, server) is null)
        {
            return ServerFailures.Unknown(server);
        }

        if (await ZoneStore.CountAsync(transaction, caller.AccountId) >= options.MostZones)
        {
            return DnsFailures.TooManyZones(options.MostZones);
        }

        foreach (var above in ZoneName.Above(zone.Name))
        {
            if (await ZoneStore.FindAsync(transaction, above) is { Deleted: false } other && other.AccountId != caller.AccountId)
            {
                return DnsFailures.Foreign(zone.Name);
            }
        }

        return (await ZoneStore.OwnersBelowAsync(transaction, zone.Name)).Any(owner => owner != caller.AccountId.Value) ? DnsFailures.Foreign(zone.Name) : null;
    }

    private static Result<IReadOnlyList<string>> Masters(NewZone wanted)
    {
        var masters = (wanted.Masters ?? []).Select(text => IPAddress.TryParse(text.Trim(), out var address) ? address : null).ToArray();
        return wanted.Kind == ZoneKind.Master
            ? masters.Length == 0 ? Array.Empty<string>() : DnsFailures.Record("masters", "a zone of kind Master has none; leave them out, or give kind=Slave.")
            : masters.Length is 0 or > MostMasters || masters.Any(master => master is null) ? DnsFailures.Record("masters", $"1 to {MostMasters} addresses of the servers to copy from are wanted, such as masters[]=203.0.113.53.")
            // The DNS server dials them, from inside the provider's network.
            : masters.Any(master => !PublicInternet.IsPublic(master!)) ? DnsFailures.Record("masters", "only public addresses are allowed.")
            : masters.Select(master => master!.ToString()).Distinct().ToArray();
    }

    /// <summary>What every zone begins with: its start and its name servers.</summary>
    private Result<IReadOnlyList<ZoneRecord>> Records(Zone zone, NewZone wanted)
    {
        if (zone.Kind == ZoneKind.Slave)
        {
            return wanted.Dnssec ? DnsFailures.Record("dnssec", "a slave is signed by its masters; leave it out.") : Array.Empty<ZoneRecord>();
        }

        var names = wanted.Nameservers is { Count: > 0 } given ? given : [.. options.Nameservers];
        if (names.Count > 20)
        {
            return DnsFailures.Record("nameservers", "at most 20 are allowed.");
        }

        var ttl = wanted.Ttl ?? SetRecords.UsualTtl;
        if (SetRecords.Ttl(ttl) is { } mistake)
        {
            return mistake;
        }

        var records = new List<ZoneRecord>();
        var start = (wanted.Start ?? SoaFields.None).Over(Soa.New(names[0], options.Hostmaster, clock.GetUtcNow()));
        if (!start.TryGet(out var soa, out var failure) || !RecordContent.Publish(zone.Name, RecordTypes.Soa, soa, 0).TryGet(out _, out failure))
        {
            return failure;
        }

        records.Add(new ZoneRecord(0, RecordName.Apex, RecordTypes.Soa, soa, ttl, 0));
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!RecordContent.Publish(zone.Name, RecordTypes.Ns, name, 0).TryGet(out _, out _))
            {
                return DnsFailures.Record("nameservers", "host names such as ns1.example.net are wanted.");
            }

            records.Add(new ZoneRecord(0, RecordName.Apex, RecordTypes.Ns, name, ttl, 0));
        }

        return records;
    }
}
