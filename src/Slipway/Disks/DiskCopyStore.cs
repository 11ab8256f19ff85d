using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Disks;

internal static class DiskCopyStore
{
    private const string Columns = "id, server_id, name, kind, state, bytes, scheduled, os_json, created_at";

    /// <summary>Null when the server has one of that name.</summary>
    public static async Task<int?> InsertAsync(DatabaseTransaction transaction, ServerId server, string name, CopyKind kind, bool scheduled, CopiedSystem installed, DateTimeOffset now) =>
        await transaction.ScalarAsync<int?>(
            "insert into disks_copy (server_id, name, kind, state, bytes, scheduled, os_json, created_at) values (@server_id, @name, @kind, @state, 0, @scheduled, @os_json, @created_at) " +
            "on conflict (server_id, kind, name) do nothing returning id",
            ("server_id", server.Value), ("name", name), ("kind", (int)kind), ("state", (int)CopyPhase.Making), ("scheduled", scheduled), ("os_json", JsonSerializer.Serialize(installed)),
            ("created_at", now));

    public static Task<DiskCopy?> FindAsync(DatabaseSession session, ServerId server, CopyKind kind, string name) =>
        session.FirstAsync(
            $"select {Columns} from disks_copy where server_id = @server and kind = @kind and name = @name", Read, ("server", server.Value), ("kind", (int)kind), ("name", name));

    public static Task<DiskCopy?> FindAsync(DatabaseSession session, int id) => session.FirstAsync($"select {Columns} from disks_copy where id = @id", Read, ("id", id));

    /// <summary>The oldest first.</summary>
    public static Task<List<DiskCopy>> ListAsync(DatabaseSession session, ServerId server, CopyKind kind) =>
        session.ListAsync($"select {Columns} from disks_copy where server_id = @server and kind = @kind order by created_at, id", Read, ("server", server.Value), ("kind", (int)kind));

    public static Task<int> CountAsync(DatabaseSession session, ServerId server, CopyKind kind) =>
        session.ScalarAsync<int>("select count(*) from disks_copy where server_id = @server and kind = @kind", ("server", server.Value), ("kind", (int)kind));

    public static Task SetPhaseAsync(DatabaseTransaction transaction, int id, CopyPhase phase) =>
        transaction.ExecuteAsync("update disks_copy set state = @state where id = @id", ("state", (int)phase), ("id", id));

    public static Task MadeAsync(DatabaseTransaction transaction, int id, long bytes) =>
        transaction.ExecuteAsync($"update disks_copy set state = {(int)CopyPhase.Ready}, bytes = @bytes where id = @id", ("bytes", bytes), ("id", id));

    public static Task DeleteAsync(DatabaseTransaction transaction, int id) => transaction.ExecuteAsync("delete from disks_copy where id = @id", ("id", id));

    public static Task DeleteOfAsync(DatabaseTransaction transaction, ServerId server) => transaction.ExecuteAsync("delete from disks_copy where server_id = @server", ("server", server.Value));

    /// <summary>Those of one kind; answers how many there were.</summary>
    public static Task<int> DeleteAllAsync(DatabaseTransaction transaction, ServerId server, CopyKind kind) =>
        transaction.ExecuteAsync("delete from disks_copy where server_id = @server and kind = @kind", ("server", server.Value), ("kind", (int)kind));

    private static DiskCopy Read(Row row) => new(
        row.Int(0), new ServerId(row.Int(1)), row.Text(2), (CopyKind)row.Int(3), (CopyPhase)row.Int(4), row.Long(5), row.Flag(6), JsonSerializer.Deserialize<CopiedSystem>(row.Text(7))!, row.Time(8));
}
