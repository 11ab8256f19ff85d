using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Dns;

/// <param name="Contents">None with <paramref name="OldName"/>: the records move as they are.</param>
/// <param name="OldName">Where the records stand now.</param>
/// <param name="Replace">These and no others of the type at the name.</param>
public sealed record WantedRecords(
    string Name, string Type, IReadOnlyList<string> Contents, int? Ttl = null, int? Priority = null, string? OldName = null, bool Replace = false, SoaFields? Start = null, bool RaiseSerial = true);

/// <summary>Adds records, or changes those that are there.</summary>
public sealed class SetRecords(ChangeZone change, ZoneQueries zones)
{
    public const int UsualTtl = 3600;
    public const int ShortestTtl = 60;
    public const int LongestTtl = 604_800;

    private const int MostContents = 100;


    public async Task<Result<ZoneContents>> RunAsync(Caller caller, ZoneRef zone, WantedRecords wanted, CancellationToken cancellationToken) =>
        !(await zones.FindAsync(caller, zone, cancellationToken)).TryGet(out var known, out var failure) || !Check(known, wanted).TryGet(out wanted!, out failure)
            ? failure
            : await change.RunAsync(
                known, now => !now.Deleted && now.AccountId == caller.AccountId,
                async (transaction, contents) => Apply(contents, wanted, await RecordStore.SubdomainsOfZoneAsync(transaction, known.Id)), wanted.RaiseSerial, also: null, cancellationToken);

    internal static Failure? Ttl(int ttl) => ttl is < ShortestTtl or > LongestTtl ? DnsFailures.Record("ttl", $"seconds are wanted, {ShortestTtl} to {LongestTtl}.") : null;

    private static Result<WantedRecords> Check(Zone zone, WantedRecords wanted)
    {
        if (!RecordTypes.Read(wanted.Type).TryGet(out var type, out var failure) || !RecordName.Owner(zone.Name, wanted.Name).TryGet(out _, out failure))
        {
            return failure;
        }

        if (wanted.OldName is { } old && !RecordName.Owner(zone.Name, old).TryGet(out _, out _))
        {
            return DnsFailures.Record("old_name", "the name of a record is wanted, as pdns/view_zone shows it.");
        }

        if (wanted.Ttl is { } ttl && Ttl(ttl) is { } mistake)
        {
            return mistake;
        }

        if (wanted.Priority is < 0 or > RecordContent.MostPriority)
        {
            return DnsFailures.Record("priority", $"allowed are 0 to {RecordContent.MostPriority}.");
        }

        return wanted.Contents.Count > MostContents ? DnsFailures.Record("content", $"at most {MostContents} values in one request are allowed.") : wanted with { Type = type };
    }

    /// <summary>The records of the zone after it.</summary>
    internal static Result<IReadOnlyList<ZoneRecord>> Apply(ZoneContents contents, WantedRecords wanted, IReadOnlyList<Subdomain> subdomains)
    {
        var zone = contents.Zone.Name;
        var owner = RecordName.Owner(zone, wanted.Name).Value;
        if (wanted.Type == RecordTypes.Soa)
        {
            return ChangeStart(contents, owner, wanted);
        }

        // :: Step 1 - those that go, or move
        var from = wanted.OldName is { } old ? RecordName.Owner(zone, old).Value : owner;
        if ((Held(subdomains, wanted.Type, owner) ?? Held(subdomains, wanted.Type, from)) is { } held)
        {
            return held;
        }

        var there = contents.Records.Where(record => record.Type == wanted.Type && record.IsAt(zone, from)).ToList();
        if (wanted.OldName is not null && there.Count == 0)
        {
            return DnsFailures.Record("old_name", $"there is no {wanted.Type} record of this name; pdns/view_zone shows what there is.");
        }

        var named = there.Where(record => wanted.Contents.Contains(record.Content, StringComparer.Ordinal)).ToList();
        var moved = wanted.OldName is null ? wanted.Replace ? there : [] : named.Count > 0 && !wanted.Replace ? named : there;
        IReadOnlyList<string> values = wanted.Contents.Count > 0 ? wanted.Contents : [.. moved.Select(record => record.Content)];
        if (values.Count == 0)
        {
            return DnsFailures.Record("content", "it is required: the value of the record, or content[] for several.");
        }

        // :: Step 2 - those that come; a value that is there already stays the one record that it is
        var records = contents.Records.Where(record => !moved.Contains(record)).ToList();
        foreach (var value in values)
        {
            var before = moved.FirstOrDefault(record => record.Content == value);
            var made = new ZoneRecord(0, wanted.Name, wanted.Type, value, wanted.Ttl ?? before?.Ttl ?? UsualTtl, Priority(wanted, before));
            if (!RecordContent.Publish(zone, made.Type, value, made.Priority).TryGet(out _, out var failure))
            {
                return failure;
            }

            var same = records.FindIndex(record => record.Published(zone) == made.Published(zone));
            if (same >= 0)
            {
                records[same] = made with { Id = records[same].Id, Ttl = wanted.Ttl ?? records[same].Ttl };
            }
            else
            {
                // One that is replaced keeps its number.
                records.Add(made with { Id = moved.FirstOrDefault(record => records.TrueForAll(other => other.Id != record.Id))?.Id ?? 0 });
            }
        }

        return ConflictIn(zone, records, owner) is { } conflict ? conflict
            : from == zone && wanted.Type == RecordTypes.Ns && NoNameserver(zone, records) is { } bare ? bare
            : records;
    }

    /// <summary>A CNAME stands alone.</summary>
    internal static Failure? ConflictIn(string zone, IReadOnlyList<ZoneRecord> records, string owner)
    {
        var here = records.Where(record => record.IsAt(zone, owner)).ToList();
        var aliases = here.Count(record => record.Type == RecordTypes.Cname);
        return aliases == 0 ? null
            : owner == zone ? DnsFailures.Conflict("type: the zone itself cannot be a CNAME, because SOA and NS stand there; use A and AAAA.")
            : here.Count > aliases ? DnsFailures.Conflict($"type: a CNAME cannot stand beside other records of the same name; {owner} has {string.Join(", ", here.Select(record => record.Type).Distinct().Order(StringComparer.Ordinal))}.")
            : aliases > 1 ? DnsFailures.Conflict($"content: {owner} can have one CNAME only; delete the old one first, or give changetype=update.")
            : null;
    }

    internal static Failure? NoNameserver(string zone, IReadOnlyList<ZoneRecord> records) =>
        records.Any(record => record.Type == RecordTypes.Ns && record.IsAt(zone, zone)) ? null : DnsFailures.Conflict("type: the last name server of a zone stays; add another one first.");

    /// <summary>The address of a sub-domain follows its server.</summary>
    internal static Failure? Held(IReadOnlyList<Subdomain> subdomains, string type, string owner) =>
        type is RecordTypes.A or RecordTypes.Cname && subdomains.FirstOrDefault(subdomain => subdomain.FullName == owner) is { } subdomain
            ? DnsFailures.Conflict($"name: {owner} is sub-domain {subdomain.Id} and leads to server {subdomain.ServerId}; change it with pdns/edit_subdomain or pdns/delete_subdomain.")
            : null;

    private static int Priority(WantedRecords wanted, ZoneRecord? before) => RecordTypes.HasPriority(wanted.Type) ? wanted.Priority ?? before?.Priority ?? 0 : 0;

    /// <summary>A zone has one start, and it stands at its top.</summary>
    private static Result<IReadOnlyList<ZoneRecord>> ChangeStart(ZoneContents contents, string owner, WantedRecords wanted)
    {
        if (owner != contents.Zone.Name)
        {
            return DnsFailures.Record("name", "the SOA stands at the zone itself; give @.");
        }

        if (wanted.Contents.Count > 1 || (wanted.Contents.Count == 0 && (wanted.Start is null || wanted.Start.IsEmpty) && wanted.Ttl is null))
        {
            return DnsFailures.Record("content", "one SOA is wanted: mname, rname, serial, refresh, retry, expire and minimum, together or as parameters.");
        }

        var record = contents.SoaRecord!;
        var text = wanted.Contents.Count == 1 ? wanted.Contents[0] : record.Content;
        if (!RecordContent.Publish(contents.Zone.Name, RecordTypes.Soa, text, 0).TryGet(out _, out var failure) || !(wanted.Start ?? SoaFields.None).Over(Soa.Parse(text)!).TryGet(out var content, out failure))
        {
            return failure;
        }

        return contents.Records.Select(each => each == record ? record with { Content = content, Ttl = wanted.Ttl ?? record.Ttl } : each).ToArray();
    }
}
