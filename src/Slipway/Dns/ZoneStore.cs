using Slipway.Storage;

namespace Slipway.Dns;

internal static class ZoneStore
{
    private const string Columns = "id, account_id, name, kind, server_id, masters, dnssec, created_at, dirty_since, deleted";

    public static Task<Zone?> FindAsync(DatabaseSession session, ZoneId id) =>
        session.FirstAsync($"select {Columns} from dns_zone where id = @id", Read, ("id", id.Value));

    public static Task<Zone?> FindForUpdateAsync(DatabaseTransaction transaction, ZoneId id) =>
        transaction.FirstAsync($"select {Columns} from dns_zone where id = @id{transaction.ForUpdate}", Read, ("id", id.Value));

    /// <summary>Also one that is deleted: its name is not free yet.</summary>
    public static Task<Zone?> FindAsync(DatabaseSession session, string name) =>
        session.FirstAsync($"select {Columns} from dns_zone where name = @name", Read, ("name", name));

    public static Task<List<Zone>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from dns_zone where account_id = @account and deleted = 0 order by id", Read, ("account", account.Value));

    public static Task<List<Zone>> AllAsync(DatabaseSession session) => session.ListAsync($"select {Columns} from dns_zone order by name", Read);

    public static Task<List<Zone>> DirtyAsync(DatabaseSession session) =>
        session.ListAsync($"select {Columns} from dns_zone where dirty_since is not null order by dirty_since", Read);

    public static Task<int> CountAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<int>("select count(*) from dns_zone where account_id = @account and deleted = 0", ("account", account.Value));

    /// <summary>Whose zones lie below the name; null stands for the operator.</summary>
    public static Task<List<int?>> OwnersBelowAsync(DatabaseSession session, string name) =>
        session.ListAsync(
            "select distinct account_id from dns_zone where deleted = 0 and length(name) > length(@suffix) and substr(name, length(name) - length(@suffix) + 1) = @suffix",
            row => row.IntOrNull(0), ("suffix", "." + name));

    public static async Task<Zone> InsertAsync(DatabaseTransaction transaction, Zone zone) => zone with
    {
        Id = new ZoneId(await transaction.ScalarAsync<int>(
            "insert into dns_zone (account_id, name, kind, server_id, masters, dnssec, created_at, dirty_since, deleted) values (@account, @name, @kind, @server, @masters, @dnssec, @created_at, @dirty, @deleted) returning id",
            ("account", zone.AccountId?.Value), ("name", zone.Name), ("kind", zone.Kind.ToString()), ("server", zone.ServerId?.Value), ("masters", zone.MastersText), ("dnssec", zone.Dnssec),
            ("created_at", zone.CreatedAt), ("dirty", zone.DirtySince), ("deleted", zone.Deleted))),
    };

    /// <summary>Null when there is one of the name already.</summary>
    public static async Task<ZoneId?> TryInsertAsync(DatabaseTransaction transaction, Zone zone) =>
        await transaction.ScalarAsync<int?>(
            "insert into dns_zone (account_id, name, kind, server_id, masters, dnssec, created_at, dirty_since, deleted) values (null, @name, 'Master', null, '', 0, @created_at, @dirty, @deleted) on conflict (name) do nothing returning id",
            ("name", zone.Name), ("created_at", zone.CreatedAt), ("dirty", zone.DirtySince), ("deleted", zone.Deleted)) is { } id ? new ZoneId(id) : null;

    /// <summary>
    /// The copy may differ from now on. The mark is later than the one that was there: whoever has written the copy of before sees that it is
    /// another.
    /// </summary>
    public static async Task<DateTimeOffset> MarkAsync(DatabaseTransaction transaction, Zone zone, DateTimeOffset now, bool? deleted = null)
    {
        var mark = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now.ToUnixTimeMilliseconds(), (zone.DirtySince?.ToUnixTimeMilliseconds() ?? 0) + 1));
        await transaction.ExecuteAsync("update dns_zone set dirty_since = @mark, deleted = @deleted where id = @id", ("mark", mark), ("deleted", deleted ?? zone.Deleted), ("id", zone.Id.Value));
        return mark;
    }

    /// <summary>The copy is what is here, unless something came after the mark.</summary>
    public static Task ClearAsync(DatabaseTransaction transaction, ZoneId id, DateTimeOffset mark) =>
        transaction.ExecuteAsync("update dns_zone set dirty_since = null where id = @id and dirty_since = @mark", ("id", id.Value), ("mark", mark));

    /// <summary>It is there for everybody.</summary>
    public static Task ShowAsync(DatabaseTransaction transaction, ZoneId id) =>
        transaction.ExecuteAsync("update dns_zone set dirty_since = null, deleted = 0 where id = @id", ("id", id.Value));

    public static async Task DeleteAsync(DatabaseTransaction transaction, ZoneId id)
    {
        await transaction.ExecuteAsync("delete from dns_record where zone_id = @id", ("id", id.Value));
        await transaction.ExecuteAsync("delete from dns_subdomain where zone_id = @id", ("id", id.Value));
        await transaction.ExecuteAsync("delete from dns_zone where id = @id", ("id", id.Value));
    }

    private static Zone Read(Row row) => new(
        new ZoneId(row.Int(0)), row.IntOrNull(1) is { } account ? new AccountId(account) : null, row.Text(2), Enum.Parse<ZoneKind>(row.Text(3)), row.IntOrNull(4) is { } server ? new ServerId(server) : null,
        row.Text(5).Split(',', StringSplitOptions.RemoveEmptyEntries), row.Flag(6), row.Time(7), row.TimeOrNull(8), row.Flag(9));
}
