using Slipway.Storage;

namespace Slipway.Accounts;

internal static class PasswordResetStore
{
    // A token that was used stays until it would have expired, so that it still counts; under this name nobody can present it.
    private const string Spent = "spent:";

    public static Task DeleteExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) =>
        transaction.ExecuteAsync("delete from accounts_password_reset where expires_at <= @now", ("now", now));

    /// <summary>How many were asked for in their last hour of life, used or not.</summary>
    public static Task<int> LiveAsync(DatabaseSession session, AccountId account, DateTimeOffset now) =>
        session.ScalarAsync<int>("select count(*) from accounts_password_reset where account_id = @account and expires_at > @now", ("account", account.Value), ("now", now));

    public static Task InsertAsync(DatabaseTransaction transaction, AccountId account, string hash, DateTimeOffset expires) =>
        transaction.ExecuteAsync(
            "insert into accounts_password_reset (token_hash, account_id, expires_at) values (@hash, @account, @expires)", ("hash", hash), ("account", account.Value), ("expires", expires));

    public static async Task<AccountId?> FindAsync(DatabaseSession session, string hash, DateTimeOffset now) =>
        await session.ScalarAsync<int?>("select account_id from accounts_password_reset where token_hash = @hash and expires_at > @now", ("hash", hash), ("now", now)) is { } id ? new AccountId(id) : null;

    /// <summary>From now on neither this token nor any other of the account opens anything. Null for all but the first who presents it.</summary>
    public static async Task<AccountId?> SpendAsync(DatabaseTransaction transaction, string hash, DateTimeOffset now)
    {
        var id = await transaction.ScalarAsync<int?>(
            $"update accounts_password_reset set token_hash = '{Spent}' || token_hash where token_hash = @hash and expires_at > @now returning account_id", ("hash", hash), ("now", now));
        if (id is null)
        {
            return null;
        }

        await transaction.ExecuteAsync(
            $"update accounts_password_reset set token_hash = '{Spent}' || token_hash where account_id = @account and token_hash not like '{Spent}%'", ("account", id.Value));
        return new AccountId(id.Value);
    }

    public static Task SetPasswordAsync(DatabaseTransaction transaction, AccountId account, string passwordHash) =>
        transaction.ExecuteAsync("update accounts_account set password_hash = @hash where id = @id", ("hash", passwordHash), ("id", account.Value));
}
