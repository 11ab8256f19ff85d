using Slipway.Storage;

namespace Slipway.Consoles;

/// <summary>
/// Tickets, unused and in use. The row of an open console says in <c>expires_at</c> until when it counts as open: its daemon moves that on while
/// it is, so that the consoles of a daemon that died stop counting by themselves.
/// </summary>
internal static class ConsoleStore
{
    private const string Columns = "hash, server_id, account_id, white_ip, expires_at, used_at, stopped_at";

    public static Task InsertAsync(DatabaseTransaction transaction, KeptTicket ticket) => transaction.ExecuteAsync(
        "insert into consoles_ticket (hash, server_id, account_id, white_ip, expires_at) values (@hash, @server, @account, @ip, @expires)",
        ("hash", ticket.Hash), ("server", ticket.ServerId.Value), ("account", ticket.AccountId.Value), ("ip", ticket.WhiteIp), ("expires", ticket.ExpiresAt));

    public static Task<KeptTicket?> FindAsync(DatabaseSession session, string hash) =>
        session.FirstAsync($"select {Columns} from consoles_ticket where hash = @hash", Read, ("hash", hash));

    public static Task<List<KeptTicket>> OfServerAsync(DatabaseSession session, ServerId server) =>
        session.ListAsync($"select {Columns} from consoles_ticket where server_id = @server", Read, ("server", server.Value));

    /// <summary>False for all but the first who presents it.</summary>
    public static async Task<bool> UseAsync(DatabaseTransaction transaction, string hash, DateTimeOffset now, DateTimeOffset openUntil) => await transaction.ExecuteAsync(
        "update consoles_ticket set used_at = @now, expires_at = @until where hash = @hash and used_at is null and stopped_at is null and expires_at > @now",
        ("hash", hash), ("now", now), ("until", openUntil)) == 1;

    public static Task KeepOpenAsync(DatabaseTransaction transaction, string hash, DateTimeOffset openUntil) =>
        transaction.ExecuteAsync("update consoles_ticket set expires_at = @until where hash = @hash", ("hash", hash), ("until", openUntil));

    /// <summary>Answers how many were worth something until now.</summary>
    public static Task<int> StopAllAsync(DatabaseTransaction transaction, ServerId server, DateTimeOffset now) => transaction.ExecuteAsync(
        "update consoles_ticket set stopped_at = @now where server_id = @server and stopped_at is null and expires_at > @now", ("server", server.Value), ("now", now));

    public static Task DeleteAsync(DatabaseTransaction transaction, string hash) => transaction.ExecuteAsync("delete from consoles_ticket where hash = @hash", ("hash", hash));

    public static Task DeleteExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) =>
        transaction.ExecuteAsync("delete from consoles_ticket where expires_at <= @now", ("now", now));

    private static KeptTicket Read(Row row) => new(
        row.Text(0), new ServerId(row.Int(1)), new AccountId(row.Int(2)), row.TextOrNull(3), row.Time(4), row.TimeOrNull(5), row.TimeOrNull(6));
}
