using Slipway.Storage;

namespace Slipway.Accounts;

internal static class AccountStore
{
    private const string Columns = "id, email, first_name, last_name, company, country, currency, auto_pay, created_at, prepaid, vat_number, phone, address1, address2, city, region, postcode";

    public static async Task<AccountId?> InsertAsync(DatabaseTransaction transaction, Account account)
    {
        var id = await transaction.ScalarAsync<int?>(
            "insert into accounts_account (email, first_name, last_name, company, country, currency, auto_pay, prepaid, vat_number, phone, address1, address2, city, region, postcode, money_version, created_at) " +
            "values (@email, @first_name, @last_name, @company, @country, @currency, @auto_pay, @prepaid, @vat_number, @phone, @address1, @address2, @city, @region, @postcode, 0, @created_at) " +
            "on conflict (email) do nothing returning id",
            ("email", account.Email), ("first_name", account.FirstName), ("last_name", account.LastName), ("company", account.Company), ("country", account.Country),
            ("currency", account.Currency.Code), ("auto_pay", account.AutoPay), ("prepaid", account.Prepaid), ("vat_number", account.VatNumber), ("phone", account.Phone), ("address1", account.Address.Line1), ("address2", account.Address.Line2),
            ("city", account.Address.City), ("region", account.Address.Region), ("postcode", account.Address.Postcode), ("created_at", account.CreatedAt));
        return id is null ? null : new AccountId(id.Value);
    }

    public static Task<Account?> FindAsync(DatabaseSession session, AccountId id) =>
        session.FirstAsync($"select {Columns} from accounts_account where id = @id", Read, ("id", id.Value));

    public static Task UpdateAsync(DatabaseTransaction transaction, Account account) =>
        transaction.ExecuteAsync(
            "update accounts_account set email = @email, first_name = @first_name, last_name = @last_name, company = @company, country = @country, vat_number = @vat_number, phone = @phone, " +
            "address1 = @address1, address2 = @address2, city = @city, region = @region, postcode = @postcode where id = @id",
            ("email", account.Email), ("first_name", account.FirstName), ("last_name", account.LastName), ("company", account.Company), ("country", account.Country), ("vat_number", account.VatNumber),
            ("phone", account.Phone), ("address1", account.Address.Line1), ("address2", account.Address.Line2), ("city", account.Address.City), ("region", account.Address.Region),
            ("postcode", account.Address.Postcode), ("id", account.Id.Value));

    /// <summary>Another account has the address, or a contact of another one: whoever logs in with an address must be one person.</summary>
    public static Task<bool> IsEmailTakenAsync(DatabaseSession session, string email, AccountId except) =>
        session.ScalarAsync<bool>(
            "select exists (select 1 from accounts_account where lower(email) = lower(@email) and id <> @except) or exists (select 1 from accounts_contact where lower(email) = lower(@email) and account_id <> @except)",
            ("email", email), ("except", except.Value));

    public static Task<Account?> FindByEmailAsync(DatabaseSession session, string email) =>
        session.FirstAsync($"select {Columns} from accounts_account where email = @email", Read, ("email", email));

    /// <summary>From here to the end of the transaction nobody else changes the account's money.</summary>
    public static Task LockMoneyAsync(DatabaseTransaction transaction, AccountId id) =>
        transaction.ExecuteAsync("update accounts_account set money_version = money_version + 1 where id = @id", ("id", id.Value));

    public static Task InsertKeyAsync(DatabaseTransaction transaction, AccountId account, ServerId? server, string name, string hash, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "insert into accounts_api_key (account_id, server_id, name, hash, active, allowed_ips, created_at) values (@account_id, @server_id, @name, @hash, 1, '', @created_at)",
            ("account_id", account.Value), ("server_id", server?.Value), ("name", name), ("hash", hash), ("created_at", now));

    public static Task<bool> IsKeyTakenAsync(DatabaseSession session, string hash) =>
        session.ScalarAsync<bool>("select exists (select 1 from accounts_api_key where hash = @hash)", ("hash", hash));

    /// <summary>The password that belongs to a mail address: the account's, or a contact's.</summary>
    public static Task<KeptPassword?> FindPasswordAsync(DatabaseSession session, string email) =>
        session.FirstAsync(
            "select account_id, password_hash from (" +
            "select id as account_id, password_hash, 0 as place from accounts_account where lower(email) = lower(@email) and password_hash is not null " +
            "union all select account_id, password_hash, 1 from accounts_contact where lower(email) = lower(@email) and password_hash is not null) as known order by place limit 1",
            row => new KeptPassword(new AccountId(row.Int(0)), row.Text(1)),
            ("email", email));

    private static Account Read(Row row) => new(
        new AccountId(row.Int(0)), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), new Currency(row.Text(6)), row.Flag(7), row.Time(8))
    {
        Prepaid = row.Flag(9),
        VatNumber = row.Text(10),
        Phone = row.Text(11),
        Address = new(row.Text(12), row.Text(13), row.Text(14), row.Text(15), row.Text(16)),
    };
}
