using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>
/// How a zone changes. The rows are the truth and the DNS server has a copy; both are the same before and after, and when the daemon is killed
/// in between. Under the zone's lock: the zone is marked, the copy is written, the rows follow and the mark goes, and only then is it answered.
/// Whatever stays marked is written anew from the rows (<see cref="Publisher"/>): so a change that was not answered is taken back as a whole,
/// and a refused one has never been in the rows.
/// </summary>
public sealed class ChangeZone(Database database, NamedLocks locks, ZoneCopy copy, IDnsServer server, DnsOptions options, TimeProvider clock)
{
    /// <param name="mayChange">Asked with the zone as it is in the transaction.</param>
    /// <param name="change">From what is there to what shall be; records without a number are new.</param>
    /// <param name="also">What becomes true together with it.</param>
    public async Task<Result<ZoneContents>> RunAsync(
        Zone known, Func<Zone, bool> mayChange, Func<DatabaseTransaction, ZoneContents, Task<Result<IReadOnlyList<ZoneRecord>>>> change, bool raiseSerial, Func<DatabaseTransaction, Task>? also, CancellationToken cancellationToken)
    {
        using var taken = await locks.TakeAsync(known.Name, cancellationToken);

        // :: Step 1 - what an earlier change left behind
        if ((await copy.WriteAsync(known.Name, cancellationToken)).Failure is { } behind)
        {
            return behind.Kind == FailureKind.Unavailable ? behind : DnsFailures.Away;
        }

        // :: Step 2 - what shall be, and the mark
        if (!(await database.InTransactionAsync<Prepared>(transaction => PrepareAsync(transaction, known, mayChange, change, raiseSerial), cancellationToken)).TryGet(out var prepared, out var refused))
        {
            return refused;
        }

        // From here on it is finished, whether the caller waits for it or not.
        if (prepared.Mark is not { } mark)
        {
            if (also is not null)
            {
                await database.InTransactionAsync(also, CancellationToken.None);
            }

            return prepared.After;
        }

        // :: Step 3 - the copy
        if ((await WriteAsync(prepared)).Failure is { } failure)
        {
            if (failure.Kind == FailureKind.Invalid)
            {
                // It has looked at it and left everything as it was.
                await database.InTransactionAsync(transaction => ZoneStore.ClearAsync(transaction, known.Id, mark), CancellationToken.None);
            }

            return failure;
        }

        // :: Step 4 - the truth
        return await database.InTransactionAsync<ZoneContents>(
            async transaction =>
            {
                var records = await RecordStore.ReplaceAsync(transaction, known.Id, prepared.Before.Records, prepared.After.Records);
                await (also?.Invoke(transaction) ?? Task.CompletedTask);
                await ZoneStore.ClearAsync(transaction, known.Id, mark);
                return prepared.After with { Records = records };
            },
            CancellationToken.None);
    }

    private async Task<Result<Prepared>> PrepareAsync(
        DatabaseTransaction transaction, Zone known, Func<Zone, bool> mayChange, Func<DatabaseTransaction, ZoneContents, Task<Result<IReadOnlyList<ZoneRecord>>>> change, bool raiseSerial)
    {
        if (await ZoneStore.FindForUpdateAsync(transaction, known.Id) is not { } zone || !mayChange(zone))
        {
            return DnsFailures.UnknownZone(new ZoneRef(null, known.Name));
        }

        if (zone.Kind == ZoneKind.Slave)
        {
            return DnsFailures.Slave;
        }

        var before = await RecordStore.ContentsAsync(transaction, zone);
        if (!(await change(transaction, before)).TryGet(out var records, out var refused))
        {
            return refused;
        }

        if (records.Count > options.MostRecords && records.Count > before.Records.Count)
        {
            return DnsFailures.TooManyRecords(options.MostRecords);
        }

        var after = before with { Records = records };
        var same = records.Count == before.Records.Count && records.SequenceEqual(before.Records);
        if (same)
        {
            return new Prepared(before, after, null);
        }

        return new Prepared(before, raiseSerial ? Raised(before, after) : after, await ZoneStore.MarkAsync(transaction, zone, clock.GetUtcNow()));
    }

    private async Task<Result<Unit>> WriteAsync(Prepared prepared)
    {
        var name = prepared.Before.Zone.Name;
        var sets = RrSet.Changes(RrSet.Of(prepared.Before), RrSet.Of(prepared.After));
        if (sets.Count == 0)
        {
            return Unit.Value;
        }

        var written = await server.ChangeAsync(name, sets, CancellationToken.None);
        if (written.Failure?.Code != DnsFailures.NotServed.Code)
        {
            return written;
        }

        // Somebody took the zone away on the DNS server: it gets what is here, and then the change.
        return (await copy.WriteAsync(name, CancellationToken.None, keepMark: true)).Succeeded ? await server.ChangeAsync(name, sets, CancellationToken.None) : DnsFailures.Away;
    }

    /// <summary>A change of the SOA itself has its own number, unless that is no step forward.</summary>
    private ZoneContents Raised(ZoneContents before, ZoneContents after)
    {
        if (after.SoaRecord is not { } record || Soa.Parse(record.Content) is not { } soa || before.Serial is not { } serial || (record != before.SoaRecord && soa.Serial > serial))
        {
            return after;
        }

        var raised = record with { Content = (soa with { Serial = Soa.Next(Math.Max(serial, soa.Serial), clock.GetUtcNow()) }).ToString() };
        return after with { Records = [.. after.Records.Select(each => each == record ? raised : each)] };
    }

    /// <param name="Mark">Null when nothing changes.</param>
    private sealed record Prepared(ZoneContents Before, ZoneContents After, DateTimeOffset? Mark);
}
