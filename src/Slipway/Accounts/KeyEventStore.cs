using Slipway.Storage;

namespace Slipway.Accounts;

internal static class KeyEventStore
{
    private const string Columns = "id, api_key_id, kind, ip, note, at";

    // Those of an account's passwords have the account's number below zero, so that one index finds all of them.
    private const string OfAccount = "api_key_id in (select id from accounts_api_key where account_id = @account union all select @passwords) and kind in ('login', 'refused')";

    public static Task<int> InsertAsync(DatabaseTransaction transaction, AccountId account, ApiKeyId? key, string kind, string? ip, string note, DateTimeOffset now) =>
        transaction.ScalarAsync<int>(
            "insert into accounts_api_key_event (api_key_id, account_id, kind, ip, note, at) values (@key, @account, @kind, @ip, @note, @at) returning id",
            ("key", Subject(account, key)), ("account", account.Value), ("kind", kind), ("ip", ip), ("note", note), ("at", now));

    public static async Task<ApiKeyEvent[]> OfKeyAsync(DatabaseSession session, ApiKeyId key, DateTimeOffset from, DateTimeOffset to, int most) =>
        [.. await session.ListAsync(
            $"select {Columns} from accounts_api_key_event where api_key_id = @key and at >= @from and at < @to order by at desc, id desc limit @most", Read,
            ("key", key.Value), ("from", from), ("to", to), ("most", most))];

    public static async Task<ApiKeyEvent[]> LoginsAsync(DatabaseSession session, AccountId account, DateTimeOffset from, DateTimeOffset to, int most) =>
        [.. await session.ListAsync(
            $"select {Columns} from accounts_api_key_event where {OfAccount} and at >= @from and at < @to order by at desc, id desc limit @most", Read,
            ("account", account.Value), ("passwords", -account.Value), ("from", from), ("to", to), ("most", most))];

    public static Task<ApiKeyEvent?> LoginAsync(DatabaseSession session, AccountId account, int id) =>
        session.FirstAsync(
            $"select {Columns} from accounts_api_key_event where id = @id and account_id = @account and kind in ('login', 'refused')", Read, ("id", id), ("account", account.Value));

    public static Task<bool> IsThereAsync(DatabaseSession session, AccountId account, ApiKeyId? key, string kind, string? ip, string note, DateTimeOffset since) =>
        session.ScalarAsync<bool>(
            "select exists (select 1 from accounts_api_key_event where api_key_id = @key and at > @since and kind = @kind and coalesce(ip, '') = @ip and note = @note)",
            ("key", Subject(account, key)), ("since", since), ("kind", kind), ("ip", ip ?? ""), ("note", note));

    public static Task<int> CountAsync(DatabaseSession session, AccountId account, ApiKeyId? key, string kind, DateTimeOffset since) =>
        session.ScalarAsync<int>(
            "select count(*) from accounts_api_key_event where api_key_id = @key and at > @since and kind = @kind", ("key", Subject(account, key)), ("since", since), ("kind", kind));

    /// <summary>Has something been written down of this invoice?</summary>
    public static Task<bool> IsNotedAsync(DatabaseSession session, ApiKeyId key, string kind, string beginning) =>
        session.ScalarAsync<bool>(
            "select exists (select 1 from accounts_api_key_event where api_key_id = @key and kind = @kind and substr(note, 1, @length) = @beginning)",
            ("key", key.Value), ("kind", kind), ("length", beginning.Length), ("beginning", beginning));

    public static Task ThinLoginsAsync(DatabaseTransaction transaction, AccountId account, ApiKeyId? key, int kept) =>
        transaction.ExecuteAsync(
            "delete from accounts_api_key_event where api_key_id = @key and kind = 'login' and at < " +
            "coalesce((select at from accounts_api_key_event where api_key_id = @key and kind = 'login' order by at desc limit 1 offset @kept), 0)",
            ("key", Subject(account, key)), ("kept", kept));

    private static int Subject(AccountId account, ApiKeyId? key) => key?.Value ?? -account.Value;

    private static ApiKeyEvent Read(Row row) =>
        new(row.Int(0), row.Int(1) > 0 ? new ApiKeyId(row.Int(1)) : null, row.Text(2), row.TextOrNull(3), row.Text(4), row.Time(5));
}
