using Slipway.Storage;

namespace Slipway.Media;

internal static class IsoStore
{
    private const string Columns = "id, account_id, name, short_name, description, url, sha256, bytes, state, trouble, created_at";

    public static Task<int> InsertAsync(DatabaseTransaction transaction, Iso iso) =>
        transaction.ScalarAsync<int>(
            "insert into media_iso (account_id, name, short_name, description, url, sha256, bytes, state, created_at) values (@account, @name, @short_name, @description, @url, @sha256, @bytes, @state, @created_at) returning id",
            ("account", iso.AccountId?.Value), ("name", iso.Name), ("short_name", iso.ShortName), ("description", iso.Description), ("url", iso.Url), ("sha256", iso.Sha256), ("bytes", iso.Bytes),
            ("state", (int)iso.Phase), ("created_at", iso.CreatedAt));

    public static Task<Iso?> FindAsync(DatabaseSession session, int id) => session.FirstAsync($"select {Columns} from media_iso where id = @id", Read, ("id", id));

    /// <summary>Held until the transaction ends: nobody mounts what is being deleted.</summary>
    public static Task<Iso?> FindForUpdateAsync(DatabaseTransaction transaction, int id) =>
        transaction.FirstAsync($"select {Columns} from media_iso where id = @id{transaction.ForUpdate}", Read, ("id", id));

    /// <summary>An account's own, the newest first; null for the operator's.</summary>
    public static Task<List<Iso>> ListAsync(DatabaseSession session, AccountId? account) => account is { } own
        ? session.ListAsync($"select {Columns} from media_iso where account_id = @account order by id desc", Read, ("account", own.Value))
        : session.ListAsync($"select {Columns} from media_iso where account_id is null order by id desc", Read);

    /// <summary>Everybody's.</summary>
    public static Task<List<Iso>> AllAsync(DatabaseSession session) => session.ListAsync($"select {Columns} from media_iso order by id", Read);

    public static Task<int> CountAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<int>("select count(*) from media_iso where account_id = @account", ("account", account.Value));

    public static Task<long> BytesAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<long>("select coalesce(sum(bytes), 0) from media_iso where account_id = @account", ("account", account.Value));

    public static Task FetchedAsync(DatabaseTransaction transaction, int id, long bytes, string sha256) =>
        transaction.ExecuteAsync(
            $"update media_iso set state = {(int)IsoPhase.Ready}, bytes = @bytes, sha256 = @sha256, trouble = null where id = @id", ("bytes", bytes), ("sha256", sha256), ("id", id));

    public static Task RefusedAsync(DatabaseTransaction transaction, int id, string trouble) =>
        transaction.ExecuteAsync($"update media_iso set state = {(int)IsoPhase.Refused}, bytes = 0, trouble = @trouble where id = @id", ("trouble", trouble), ("id", id));

    public static Task DescribeAsync(DatabaseTransaction transaction, Iso iso) =>
        transaction.ExecuteAsync(
            "update media_iso set name = @name, short_name = @short_name, description = @description where id = @id",
            ("name", iso.Name), ("short_name", iso.ShortName), ("description", iso.Description), ("id", iso.Id));

    public static Task DeleteAsync(DatabaseTransaction transaction, int id) => transaction.ExecuteAsync("delete from media_iso where id = @id", ("id", id));

    private static Iso Read(Row row) => new(
        row.Int(0), row.IntOrNull(1) is { } account ? new AccountId(account) : null, row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Long(7), (IsoPhase)row.Int(8), row.TextOrNull(9), row.Time(10));
}
