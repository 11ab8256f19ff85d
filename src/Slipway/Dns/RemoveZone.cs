using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>Takes a zone away with all that is in it.</summary>
public sealed class RemoveZone(Database database, NamedLocks locks, IDnsServer server, ZoneQueries zones, TimeProvider clock)
{
    public async Task<Result<Zone>> RunAsync(Caller caller, ZoneRef wanted, CancellationToken cancellationToken)
    {
        if (!(await zones.FindAsync(caller, wanted, cancellationToken)).TryGet(out var known, out var failure))
        {
            return failure;
        }

        using var taken = await locks.TakeAsync(known.Name, cancellationToken);
        // Killed after this, the removal is finished by the publisher: a zone that came back would have other keys than its registrar knows.
        var marked = await database.InTransactionAsync<Zone>(
            async transaction =>
            {
                if (await ZoneStore.FindForUpdateAsync(transaction, known.Id) is not { Deleted: false } zone)
                {
                    return DnsFailures.UnknownZone(wanted);
                }

                return zone with { DirtySince = await ZoneStore.MarkAsync(transaction, zone, clock.GetUtcNow(), deleted: true), Deleted = true };
            },
            cancellationToken);
        if (!marked.TryGet(out var going, out failure))
        {
            return failure;
        }

        if ((await server.RemoveAsync(known.Name, CancellationToken.None)).Failure is { } silent)
        {
            // It stays, and the mark too: nobody knows whether the DNS server still has it.
            await database.InTransactionAsync(transaction => ZoneStore.MarkAsync(transaction, going, clock.GetUtcNow(), deleted: false), CancellationToken.None);
            return silent;
        }

        await database.InTransactionAsync(transaction => ZoneStore.DeleteAsync(transaction, known.Id), CancellationToken.None);
        return known;
    }
}
