using Slipway.Storage;

namespace Slipway.Accounts;

internal static class ContactStore
{
    private const string Columns = "id, email, phone, case when password_hash is null then 0 else 1 end, created_at";

    public static Task<List<Contact>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from accounts_contact where account_id = @account order by id", Read, ("account", account.Value));

    public static Task<int> CountAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<int>("select count(*) from accounts_contact where account_id = @account", ("account", account.Value));

    /// <summary>Null when another contact has the address.</summary>
    public static async Task<ContactId?> InsertAsync(DatabaseTransaction transaction, AccountId account, Contact contact, string? hash)
    {
        var id = await transaction.ScalarAsync<int?>(
            "insert into accounts_contact (account_id, email, phone, password_hash, created_at) values (@account, @email, @phone, @hash, @created_at) on conflict (email) do nothing returning id",
            ("account", account.Value), ("email", contact.Email), ("phone", contact.Phone), ("hash", hash), ("created_at", contact.CreatedAt));
        return id is null ? null : new ContactId(id.Value);
    }

    public static Task<Contact?> FindForUpdateAsync(DatabaseTransaction transaction, AccountId account, ContactId id) =>
        transaction.FirstAsync($"select {Columns} from accounts_contact where account_id = @account and id = @id{transaction.ForUpdate}", Read, ("account", account.Value), ("id", id.Value));

    /// <summary>Leaves the password as it is when there is no new one. False when another contact has the address.</summary>
    public static async Task<bool> UpdateAsync(DatabaseTransaction transaction, Contact contact, string? hash) =>
        await transaction.ExecuteAsync(
            "update accounts_contact set email = @email, phone = @phone, password_hash = coalesce(@hash, password_hash) " +
            "where id = @id and not exists (select 1 from accounts_contact as other where lower(other.email) = lower(@email) and other.id <> @id)",
            ("email", contact.Email), ("phone", contact.Phone), ("hash", hash), ("id", contact.Id.Value)) == 1;

    public static async Task<bool> DeleteAsync(DatabaseTransaction transaction, AccountId account, ContactId id) =>
        await transaction.ExecuteAsync("delete from accounts_contact where account_id = @account and id = @id", ("account", account.Value), ("id", id.Value)) == 1;

    private static Contact Read(Row row) => new(new ContactId(row.Int(0)), row.Text(1), row.Text(2), row.Flag(3), row.Time(4));
}
