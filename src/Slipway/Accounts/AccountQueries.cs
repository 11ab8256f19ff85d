using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>Reading accounts.</summary>
public sealed class AccountQueries(Database database)
{
    public Task<Account?> FindAsync(AccountId id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => AccountStore.FindAsync(session, id), cancellationToken);

    /// <summary>By its number, or by its mail address; for the operator.</summary>
    public Task<Account?> FindAsync(string idOrEmail, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => int.TryParse(idOrEmail, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
                ? AccountStore.FindAsync(session, new AccountId(id))
                : AccountStore.FindByEmailAsync(session, idOrEmail),
            cancellationToken);

    /// <summary>Whose mail address this is, in any case of its letters; inside somebody's session.</summary>
    public static async Task<Account?> OfAddressAsync(DatabaseSession session, string email) =>
        await session.ScalarAsync<int?>("select id from accounts_account where lower(email) = lower(@email) order by id limit 1", ("email", email)) is { } id
            ? await AccountStore.FindAsync(session, new AccountId(id))
            : null;

    /// <summary>The account, inside somebody's transaction.</summary>
    public static async Task<Account> GetAsync(DatabaseSession session, AccountId id) =>
        await AccountStore.FindAsync(session, id) ?? throw new InvalidOperationException($"There is no account {id}.");

    /// <summary>The same, and until the transaction ends nobody else moves this account's money.</summary>
    public static async Task<Account> GetForMoneyAsync(DatabaseTransaction transaction, AccountId id)
    {
        await AccountStore.LockMoneyAsync(transaction, id);
        return await GetAsync(transaction, id);
    }
}
