using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Network;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>
/// Names of addresses: PTR records in zones of the operator. Set in somebody's transaction, so the rows come first here and the copy follows:
/// at once when asked, by the publisher otherwise.
/// </summary>
public sealed class ReverseDns(Database database, NamedLocks locks, ZoneCopy copy, DnsOptions options, TimeProvider clock) : IReverseDns
{
    private const string Suffix = ".in-addr.arpa";

    public async Task<Result<Unit>> SetAsync(DatabaseTransaction transaction, string ip, IReadOnlyList<string> names)
    {
        if (Place(ip) is not { } place)
        {
            return names.Count == 0 ? Unit.Value : DnsFailures.NoReverseZone(ip);
        }

        // The row's lock is what those who name addresses of one zone at the same time wait at for each other.
        if (await FindForUpdateAsync(transaction, place.Zone) is not { } zone)
        {
            if (names.Count == 0)
            {
                return Unit.Value;
            }

            zone = await EnsureAsync(transaction, place.Zone);
        }

        var before = await RecordStore.ContentsAsync(transaction, zone);
        var there = before.Records.Where(record => record.Type == RecordTypes.Ptr && record.Name == place.Name).ToList();
        if (there.Select(record => record.Content).SequenceEqual(names, StringComparer.Ordinal))
        {
            return Unit.Value;
        }

        foreach (var name in names)
        {
            if (!ZoneName.IsHost(name))
            {
                return DnsFailures.Record("ptr", "a host name such as mail.example.org is wanted.");
            }
        }

        var after = before.Records.Except(there)
            .Concat(names.Select(name => new ZoneRecord(0, place.Name, RecordTypes.Ptr, name, SetRecords.UsualTtl, 0)))
            .Select(record => record == before.SoaRecord && Soa.Parse(record.Content) is { } soa ? record with { Content = (soa with { Serial = Soa.Next(soa.Serial, clock.GetUtcNow()) }).ToString() } : record)
            .ToArray();
        await RecordStore.ReplaceAsync(transaction, zone.Id, before.Records, after);
        await ZoneStore.MarkAsync(transaction, zone, clock.GetUtcNow());
        return Unit.Value;
    }

    public async Task<Result<Unit>> PublishAsync(string ip, CancellationToken cancellationToken)
    {
        if (Place(ip) is not { } place)
        {
            return Unit.Value;
        }

        using var taken = await locks.TakeAsync(place.Zone, cancellationToken);
        return (await copy.WriteAsync(place.Zone, cancellationToken)).Failure is not { } failure ? Unit.Value
            : failure.Kind == FailureKind.Unavailable ? failure
            : DnsFailures.Away;
    }

    /// <summary>Zones that are delegated here are answered for, also before the first address has a name.</summary>
    public Task EnsureConfiguredAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            foreach (var name in options.ReverseZones.Select(ZoneName.Canonical).OfType<string>())
            {
                _ = await ZoneStore.FindAsync(transaction, name) ?? await EnsureAsync(transaction, name);
            }
        },
        cancellationToken);

    private static async Task<Zone?> FindForUpdateAsync(DatabaseTransaction transaction, string name) =>
        await ZoneStore.FindAsync(transaction, name) is { } found ? await ZoneStore.FindForUpdateAsync(transaction, found.Id) : null;

    private async Task<Zone> EnsureAsync(DatabaseTransaction transaction, string name)
    {
        var now = clock.GetUtcNow();
        var zone = new Zone(default, null, name, ZoneKind.Master, null, [], Dnssec: false, now, now);
        if (await ZoneStore.TryInsertAsync(transaction, zone) is { } id)
        {
            var soa = Soa.New(options.Nameservers[0], options.Hostmaster, now);
            await RecordStore.InsertAsync(transaction, id, new ZoneRecord(0, RecordName.Apex, RecordTypes.Soa, soa.ToString(), SetRecords.UsualTtl, 0));
            foreach (var nameserver in options.Nameservers.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                await RecordStore.InsertAsync(transaction, id, new ZoneRecord(0, RecordName.Apex, RecordTypes.Ns, nameserver, SetRecords.UsualTtl, 0));
            }
        }

        // Whoever was quicker has committed by now.
        return (await FindForUpdateAsync(transaction, name))!;
    }

    /// <summary>The zone of an address and its name in it: the longest that is configured, or its /24.</summary>
    private (string Zone, string Name)? Place(string ip)
    {
        if (!IPAddress.TryParse(ip, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        var full = string.Create(CultureInfo.InvariantCulture, $"{bytes[3]}.{bytes[2]}.{bytes[1]}.{bytes[0]}{Suffix}");
        var zone = options.ReverseZones.Select(ZoneName.Canonical).OfType<string>().Where(each => ZoneName.IsWithin(full, each)).MaxBy(each => each.Length) ?? full[(full.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return (zone, RecordName.Relative(zone, full));
    }
}
