using Slipway.Accounts;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Disks;

/// <summary>A customer says when backups of his server are made by themselves.</summary>
public sealed class ScheduleBackups(Database database, DiskOptions options, TimeProvider clock)
{
    /// <param name="every">Null for never.</param>
    public Task<Result<ScheduleView>> RunAsync(Caller caller, ServerId id, string? every, int hour, int keep, CancellationToken cancellationToken) =>
        database.InTransactionAsync<ScheduleView>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (every is null)
                {
                    await BackupScheduleStore.DeleteAsync(transaction, id);
                    return new ScheduleView(null);
                }

                if (server.State is not (ServerState.Active or ServerState.Suspended))
                {
                    return ProvisioningFailures.NotReady(id, "backed up");
                }

                if (Interval.Find(every) is not { } interval)
                {
                    return Invalid("every", $"is one of {string.Join(", ", Interval.All.Select(known => known.Word))}; empty makes none");
                }

                if (hour is < 0 or > 23)
                {
                    return Invalid("hour", "is 0 to 23, in UTC");
                }

                if (keep < 1 || keep > options.MostBackups)
                {
                    return options.MostBackups == 0 ? DiskFailures.TooMany(CopyKind.Backup, 0) : Invalid("keep", $"is 1 to {options.MostBackups}");
                }

                var schedule = new BackupSchedule(id, interval, hour, keep, interval.Next(clock.GetUtcNow(), hour));
                await BackupScheduleStore.SaveAsync(transaction, schedule);
                return new ScheduleView(schedule);
            },
            cancellationToken);

    private static Failure Invalid(string field, string allowed) => new(FailureKind.Invalid, "disks.invalid-schedule", $"{field} {allowed}.");
}
