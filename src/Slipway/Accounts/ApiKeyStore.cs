using Slipway.Storage;

namespace Slipway.Accounts;

internal static class ApiKeyStore
{
    // The row of a deleted key stays, because its history does; under this name nobody can present it.
    private const string Live = "hash not like 'deleted:%'";

    private const string Columns =
        "id, account_id, server_id, name, active, allowed_ips, notify_method, notify_address, scopes, expires_at, coalesce(spend_cap, -1), rate_class, created_at, last_login_at, " +
        "(select currency from accounts_account where accounts_account.id = account_id)";

    public static Task<List<ApiKeyEntry>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from accounts_api_key where account_id = @account and {Live} order by id", Read, ("account", account.Value));

    public static Task<ApiKeyEntry?> FindAsync(DatabaseSession session, AccountId account, ApiKeyId id) =>
        session.FirstAsync($"select {Columns} from accounts_api_key where id = @id and account_id = @account and {Live}", Read, ("id", id.Value), ("account", account.Value));

    /// <summary>The key, which stays as it is until the transaction ends.</summary>
    public static Task<ApiKeyEntry?> FindForUpdateAsync(DatabaseTransaction transaction, AccountId account, ApiKeyId id) =>
        transaction.FirstAsync(
            $"select {Columns} from accounts_api_key where id = @id and account_id = @account and {Live}{transaction.ForUpdate}", Read, ("id", id.Value), ("account", account.Value));

    public static Task<ApiKeyEntry?> FindByHashForUpdateAsync(DatabaseTransaction transaction, string hash) =>
        transaction.FirstAsync($"select {Columns} from accounts_api_key where hash = @hash{transaction.ForUpdate}", Read, ("hash", hash));

    /// <summary>Deleted or not: its history may be read.</summary>
    public static Task<bool> WasOfAsync(DatabaseSession session, AccountId account, ApiKeyId id) =>
        session.ScalarAsync<bool>("select exists (select 1 from accounts_api_key where id = @id and account_id = @account)", ("id", id.Value), ("account", account.Value));

    public static Task<int> CountAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<int>($"select count(*) from accounts_api_key where account_id = @account and {Live}", ("account", account.Value));

    public static Task<int> CountMadeSinceAsync(DatabaseSession session, AccountId account, DateTimeOffset since) =>
        session.ScalarAsync<int>("select count(*) from accounts_api_key where account_id = @account and created_at > @since", ("account", account.Value), ("since", since));

    public static async Task<ApiKeyEntry> InsertAsync(DatabaseTransaction transaction, ApiKeyEntry key, string hash)
    {
        var id = await transaction.ScalarAsync<int>(
            "insert into accounts_api_key (account_id, server_id, name, hash, active, allowed_ips, notify_method, notify_address, scopes, expires_at, spend_cap, rate_class, version, created_at) " +
            "values (@account_id, @server_id, @name, @hash, @active, @allowed_ips, @notify_method, @notify_address, @scopes, @expires_at, @spend_cap, @rate_class, 0, @created_at) returning id",
            [.. Fields(key), ("account_id", key.AccountId.Value), ("hash", hash), ("created_at", key.CreatedAt)]);
        return key with { Id = new ApiKeyId(id) };
    }

    public static Task UpdateAsync(DatabaseTransaction transaction, ApiKeyEntry key) =>
        transaction.ExecuteAsync(
            "update accounts_api_key set server_id = @server_id, name = @name, active = @active, allowed_ips = @allowed_ips, notify_method = @notify_method, notify_address = @notify_address, " +
            "scopes = @scopes, expires_at = @expires_at, spend_cap = @spend_cap, rate_class = @rate_class, version = version + 1 where id = @id",
            [.. Fields(key), ("id", key.Id.Value)]);

    public static Task SetHashAsync(DatabaseTransaction transaction, ApiKeyId id, string hash) =>
        transaction.ExecuteAsync("update accounts_api_key set hash = @hash, version = version + 1 where id = @id", ("hash", hash), ("id", id.Value));

    public static Task DeleteAsync(DatabaseTransaction transaction, ApiKeyId id) =>
        transaction.ExecuteAsync("update accounts_api_key set hash = @hash, active = 0, version = version + 1 where id = @id", ("hash", $"deleted:{id}"), ("id", id.Value));

    public static Task LoggedInAsync(DatabaseTransaction transaction, ApiKeyId id, DateTimeOffset now) =>
        transaction.ExecuteAsync("update accounts_api_key set last_login_at = @now where id = @id", ("now", now), ("id", id.Value));

    /// <summary>What the key has spent in the month with this; from here to the end of the transaction nobody else spends by it.</summary>
    public static async Task<long> SpendAsync(DatabaseTransaction transaction, ApiKeyId id, string month, long amount)
    {
        await transaction.ExecuteAsync("insert into accounts_api_key_spend (api_key_id, month, amount) values (@id, @month, 0) on conflict (api_key_id, month) do nothing", ("id", id.Value), ("month", month));
        return await transaction.ScalarAsync<long>(
            "update accounts_api_key_spend set amount = amount + @amount where api_key_id = @id and month = @month returning amount", ("amount", amount), ("id", id.Value), ("month", month));
    }

    public static Task<long> SpentAsync(DatabaseSession session, ApiKeyId id, string month) =>
        session.ScalarAsync<long>("select amount from accounts_api_key_spend where api_key_id = @id and month = @month", ("id", id.Value), ("month", month));

    private static (string, object?)[] Fields(ApiKeyEntry key) =>
    [
        ("server_id", key.ServerId?.Value), ("name", key.Name), ("active", key.Active), ("allowed_ips", key.AllowedIps), ("notify_method", key.Notify.ToString().ToLowerInvariant()),
        ("notify_address", key.NotifyAddress), ("scopes", key.Scopes.Text), ("expires_at", key.ExpiresAt), ("spend_cap", key.SpendCap?.ToStored()), ("rate_class", key.RateClass),
    ];

    private static ApiKeyEntry Read(Row row) => new(
        new ApiKeyId(row.Int(0)), new AccountId(row.Int(1)), row.IntOrNull(2) is { } server ? new ServerId(server) : null, row.Text(3), row.Flag(4), row.Text(5),
        row.Text(6) switch { "email" => NotifyMethod.Email, "webhook" => NotifyMethod.Webhook, _ => NotifyMethod.None },
        row.Text(7), KeyScopes.Parse(row.Text(8)), row.TimeOrNull(9), row.Long(10) is >= 0 and var cap ? Money.FromStored(cap, new Currency(row.Text(14))) : null, row.Text(11), row.Time(12),
        row.TimeOrNull(13));
}
