using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>Takes records away: those of a value, or all of a type at a name. What is not there is no trouble.</summary>
public sealed class RemoveRecords(ChangeZone change, ZoneQueries zones)
{
    /// <summary>Answers how many went.</summary>
    /// <param name="contents">None: all of the type at the name.</param>
    public async Task<Result<int>> RunAsync(Caller caller, ZoneRef zone, string name, string type, IReadOnlyList<string> contents, int? priority, bool raiseSerial, CancellationToken cancellationToken)
    {
        if (!(await zones.FindAsync(caller, zone, cancellationToken)).TryGet(out var known, out var failure) || !RecordTypes.Read(type).TryGet(out var read, out failure)
            || !RecordName.Owner(known.Name, name).TryGet(out var owner, out failure))
        {
            return failure;
        }

        if (read == RecordTypes.Soa)
        {
            return DnsFailures.Conflict("type: the SOA of a zone stays; change it with pdns/add_dns.");
        }

        var gone = 0;
        var changed = await change.RunAsync(
            known, now => !now.Deleted && now.AccountId == caller.AccountId,
            async (transaction, before) =>
            {
                if (SetRecords.Held(await RecordStore.SubdomainsOfZoneAsync(transaction, known.Id), read, owner) is { } held)
                {
                    return held;
                }

                var there = before.Records.Where(record => record.Type == read && record.IsAt(known.Name, owner) && (priority is null || !RecordTypes.HasPriority(read) || record.Priority == priority)).ToList();
                var going = contents.Count == 0 ? there : [.. contents.SelectMany(content => Named(known.Name, there, content))];
                var left = before.Records.Where(record => !going.Contains(record)).ToArray();
                gone = before.Records.Count - left.Length;
                return gone > 0 && read == RecordTypes.Ns && owner == known.Name && SetRecords.NoNameserver(known.Name, left) is { } bare ? bare : left;
            },
            raiseSerial, also: null, cancellationToken);
        return changed.Failure is { } refused ? refused : gone;
    }

    /// <summary>Written as it was, or the same value in another spelling.</summary>
    private static IEnumerable<ZoneRecord> Named(string zone, IReadOnlyList<ZoneRecord> there, string content) =>
        there.Any(record => record.Content == content)
            ? there.Where(record => record.Content == content)
            : there.Where(record => RecordContent.Publish(zone, record.Type, content, record.Priority).TryGet(out var published, out _) && published == record.Published(zone).Content);
}
