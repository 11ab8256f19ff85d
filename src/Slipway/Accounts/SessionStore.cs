using Slipway.Storage;

namespace Slipway.Accounts;

internal static class SessionStore
{
    // A login takes at most so many old ones away, so that none has to pay for all.
    private const int CleanedAtOnce = 100;

    private const string NoKey = "api_key_id is null and account_id = @account";

    public static Task InsertAsync(DatabaseTransaction transaction, Session session, string? peer, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "insert into accounts_session (token_hash, account_id, api_key_id, server_id, bound_ip, expires_at, created_at, peer_ip) " +
            "values (@token_hash, @account_id, @api_key_id, @server_id, @bound_ip, @expires_at, @created_at, @peer_ip)",
            ("token_hash", ApiKey.Hash(session.Token)), ("account_id", session.Caller.AccountId.Value), ("api_key_id", session.Caller.Key?.Value), ("server_id", session.Caller.OnlyServer?.Value),
            ("bound_ip", session.BoundIp), ("expires_at", session.ExpiresAt), ("created_at", now), ("peer_ip", peer));

    public static Task DeleteExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            $"delete from accounts_session where token_hash in (select token_hash from accounts_session where expires_at < @now order by expires_at limit {CleanedAtOnce})", ("now", now));

    public static Task<Session?> FindAsync(DatabaseSession session, string hash, string token) =>
        session.FirstAsync(
            "select s.account_id, s.server_id, s.bound_ip, s.expires_at, s.api_key_id, k.scopes, k.rate_class from accounts_session s left join accounts_api_key k on k.id = s.api_key_id where s.token_hash = @hash",
            row => new Session(
                token,
                new Caller(new AccountId(row.Int(0)), row.IntOrNull(1) is { } server ? new ServerId(server) : null) { Key = row.IntOrNull(4) is { } key ? new ApiKeyId(key) : null },
                row.TextOrNull(2),
                row.Time(3))
            {
                Scopes = KeyScopes.Parse(row.TextOrNull(5)),
                RateClass = row.TextOrNull(6) ?? LimitOptions.Standard,
            },
            ("hash", hash));

    public static Task DeleteAsync(DatabaseTransaction transaction, string hash) =>
        transaction.ExecuteAsync("delete from accounts_session where token_hash = @hash", ("hash", hash));

    /// <summary>Leaves the newest <paramref name="most"/> of the key, or of the account's logins with a password; answers the hashes of those that ended.</summary>
    public static async Task<IReadOnlyList<string>> EndOldestAsync(DatabaseTransaction transaction, Caller caller, int most)
    {
        var (which, parameter) = caller.Key is { } key ? ("api_key_id = @key", ("key", (object?)key.Value)) : (NoKey, ("account", caller.AccountId.Value));
        var count = await transaction.ScalarAsync<int>($"select count(*) from accounts_session where {which}", parameter);
        return count <= most
            ? []
            : await transaction.ListAsync(
                $"delete from accounts_session where token_hash in (select token_hash from accounts_session where {which} order by coalesce(created_at, 0), expires_at limit @excess) returning token_hash",
                row => row.Text(0), parameter, ("excess", count - most));
    }

    public static Task EndOfKeyAsync(DatabaseTransaction transaction, ApiKeyId key) => transaction.ExecuteAsync("delete from accounts_session where api_key_id = @key", ("key", key.Value));

    public static Task EndOfAccountAsync(DatabaseTransaction transaction, AccountId account) =>
        transaction.ExecuteAsync("delete from accounts_session where account_id = @account", ("account", account.Value));

    public static Task EndOfPasswordsAsync(DatabaseTransaction transaction, AccountId account) => transaction.ExecuteAsync($"delete from accounts_session where {NoKey}", ("account", account.Value));
}
