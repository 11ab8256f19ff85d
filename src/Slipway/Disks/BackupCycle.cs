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
            begun += (await database.InTransactionAsync(transaction => BeginAsync(transaction, due, now), cancellationToken)).TryGet(out var one, out _) && one ? 1 : 0;
        }

        return begun;
    }

    private async Task<Result<bool>> BeginAsync(DatabaseTransaction transaction, BackupSchedule due, DateTimeOffset now)
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

        var place = new JobPlace(server, node, drivers.Get(node.Driver));
        var name = $"auto-{due.NextAt:yyyyMMdd-HHmm}";
        return (await copies.BeginAsync(transaction, place, CopyKind.Backup, name, Math.Min(due.Keep, Math.Max(1, options.MostBackups)))).TryGet(out var work, out _)
            && (await runs.StartAsync(transaction, create, Action, server.Subject, server.Location, server.AccountId, work)).Succeeded;
    }
}
