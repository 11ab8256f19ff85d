using Slipway.Machines;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>
/// Begins the scheduled backups that are due, each once, whoever else looks at the same time: what carries the schedule on is in the transaction
/// that starts the run. A server that is being worked on is looked at again at the next pass; what was missed while no daemon ran is made up once.
/// </summary>
public sealed class BackupCycle(Database database, ChangeCopies copies, Runs runs, CreateCopyRun create, DriverTypes drivers, DiskOptions options, TimeProvider clock)
{
    public const string Action = "create_backup";

    private const int AtOnce = 200;

    /// <summary>Answers how many were begun.</summary>
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var (now, begun) = (clock.GetUtcNow(), 0);
        foreach (var due in await database.ReadAsync(session => BackupScheduleStore.DueAsync(session, now, AtOnce), cancellationToken))
        {
            var full = await copies.RefusalAsync(due.ServerId, CopyKind.Backup, cancellationToken);
            begun += (await database.InTransactionAsync(transaction => BeginAsync(transaction, due, now, full), cancellationToken)).TryGet(out var one, out _) && one ? 1 : 0;
        }

        return begun;
    }

    private async Task<Result<bool>> BeginAsync(DatabaseTransaction transaction, BackupSchedule due, DateTimeOffset now, Failure? full)
    {
        var server = await ServerStates.FindAsync(transaction, due.ServerId);
        if (server is { State: ServerState.Active } && await Runs.LiveAsync(transaction, server.Subject) is not null)
        {
            return false;
        }

        if (!await BackupScheduleStore.CarryOnAsync(transaction, due, due.After(now)))
        {
            return false;
        }

        // One that is suspended, or has no system, misses its turn.
        if (server is not { State: ServerState.Active } || await Capacity.NodeOfAsync(transaction, due.ServerId) is not { } node)
        {
            return false;
        }

        var keep = Math.Min(due.Keep, Math.Max(1, options.MostBackups));
        var there = await DiskCopyStore.ListAsync(transaction, due.ServerId, CopyKind.Backup);
        var byHand = there.Count(copy => !copy.Scheduled);
        if (byHand + Math.Min(keep, there.Count - byHand + 1) > options.MostBackups)
        {
            return await MissedAsync(transaction, server, DiskFailures.TooMany(CopyKind.Backup, options.MostBackups), now);
        }

        var place = new JobPlace(server, node, drivers.Get(node.Driver));
        if (!(await copies.BeginAsync(transaction, place, CopyKind.Backup, $"auto-{due.NextAt:yyyyMMdd-HHmm}", keep, full)).TryGet(out var work, out var refused))
        {
            return await MissedAsync(transaction, server, refused, now);
        }

        // Refused, nothing stays of it: neither the backup that would be made for ever, nor the turn.
        return (await runs.StartAsync(transaction, create, Action, server.Subject, server.Location, server.AccountId, work)).TryGet(out _, out var busy) ? true : busy;
    }

    /// <summary>The turn is over, and the server's history says why there is no backup of it.</summary>
    private static async Task<Result<bool>> MissedAsync(DatabaseTransaction transaction, Server server, Failure why, DateTimeOffset now)
    {
        await ServerEvents.AddAsync(transaction, server, "scheduled backup missed", why.Message, ServerEvents.Platform, now);
        return false;
    }
}
