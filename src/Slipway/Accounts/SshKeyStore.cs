using Slipway.Storage;

namespace Slipway.Accounts;

internal static class SshKeyStore
{
    private const string Columns = "id, account_id, name, public_key, fingerprint, is_default, created_at";

    public static Task<List<SshKey>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from accounts_ssh_key where account_id = @account order by id", Read, ("account", account.Value));

    public static Task<SshKey?> DefaultAsync(DatabaseSession session, AccountId account) =>
        session.FirstAsync($"select {Columns} from accounts_ssh_key where account_id = @account and is_default = 1", Read, ("account", account.Value));

    public static async Task<SshKey> InsertAsync(DatabaseTransaction transaction, SshKey key)
    {
        var id = await transaction.ScalarAsync<int>(
            "insert into accounts_ssh_key (account_id, name, public_key, fingerprint, is_default, created_at) values (@account, @name, @public_key, @fingerprint, @is_default, @created_at) returning id",
            ("account", key.AccountId.Value), ("name", key.Name), ("public_key", key.PublicKey), ("fingerprint", key.Fingerprint), ("is_default", key.IsDefault), ("created_at", key.CreatedAt));
        return key with { Id = new SshKeyId(id) };
    }

    public static Task ClearDefaultAsync(DatabaseTransaction transaction, AccountId account) =>
        transaction.ExecuteAsync("update accounts_ssh_key set is_default = 0 where account_id = @account and is_default = 1", ("account", account.Value));

    public static async Task<bool> DeleteAsync(DatabaseTransaction transaction, AccountId account, SshKeyId id) =>
        await transaction.ExecuteAsync("delete from accounts_ssh_key where account_id = @account and id = @id", ("account", account.Value), ("id", id.Value)) == 1;

    private static SshKey Read(Row row) =>
        new(new SshKeyId(row.Int(0)), new AccountId(row.Int(1)), row.Text(2), row.Text(3), row.Text(4), row.Flag(5), row.Time(6));
}
