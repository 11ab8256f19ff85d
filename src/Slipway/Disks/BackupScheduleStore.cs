using Slipway.Storage;

namespace Slipway.Disks;

internal static class BackupScheduleStore
{
    private const string Columns = "server_id, every, hour, keep, next_at";

    public static Task<BackupSchedule?> FindAsync(DatabaseSession session, ServerId server) =>
        session.FirstAsync($"select {Columns} from disks_backup_schedule where server_id = @server", Read, ("server", server.Value));

    public static Task SaveAsync(DatabaseTransaction transaction, BackupSchedule schedule) =>
        transaction.ExecuteAsync(
            $"insert into disks_backup_schedule ({Columns}) values (@server_id, @every, @hour, @keep, @next_at) " +
            "on conflict (server_id) do update set every = excluded.every, hour = excluded.hour, keep = excluded.keep, next_at = excluded.next_at",
            ("server_id", schedule.ServerId.Value), ("every", schedule.Every.Word), ("hour", schedule.Hour), ("keep", schedule.Keep), ("next_at", schedule.NextAt));

    public static Task DeleteAsync(DatabaseTransaction transaction, ServerId server) =>
        transaction.ExecuteAsync("delete from disks_backup_schedule where server_id = @server", ("server", server.Value));

    /// <summary>Those whose time has come, the longest overdue first.</summary>
    public static Task<List<BackupSchedule>> DueAsync(DatabaseSession session, DateTimeOffset now, int limit) =>
        session.ListAsync($"select {Columns} from disks_backup_schedule where next_at <= @now order by next_at, server_id limit {limit}", Read, ("now", now));

    /// <summary>False when somebody else has carried it on already.</summary>
    public static async Task<bool> CarryOnAsync(DatabaseTransaction transaction, BackupSchedule due, DateTimeOffset next) =>
        await transaction.ExecuteAsync(
            "update disks_backup_schedule set next_at = @next where server_id = @server and next_at = @was", ("next", next), ("server", due.ServerId.Value), ("was", due.NextAt)) == 1;

    private static BackupSchedule Read(Row row) => new(new ServerId(row.Int(0)), Interval.Find(row.Text(1))!, row.Int(2), row.Int(3), row.Time(4));
}
