using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Orders;

internal static class PromotionStore
{
    private const string Columns = "code, percent, amount, currency, forever, most_uses, most_uses_per_account, \"from\", until, uses";

    public static Task<Promotion?> FindAsync(DatabaseSession session, string code) =>
        session.FirstAsync($"select {Columns} from orders_promotion where code = @code", Read, ("code", code));

    public static Task<List<Promotion>> ListAsync(DatabaseSession session) =>
        session.ListAsync($"select {Columns} from orders_promotion order by code", Read);

    public static Task<int> UsesAsync(DatabaseSession session, string code, AccountId account) =>
        session.ScalarAsync<int>("select count(*) from orders_promotion_use where code = @code and account_id = @account", ("code", code), ("account", account.Value));

    /// <summary>False when there is one of that name.</summary>
    public static async Task<bool> InsertAsync(DatabaseTransaction transaction, Promotion promotion) =>
        await transaction.ExecuteAsync(
            "insert into orders_promotion (code, percent, amount, currency, forever, most_uses, most_uses_per_account, \"from\", until, uses) " +
            "values (@code, @percent, @amount, @currency, @forever, @most_uses, @most_uses_per_account, @from, @until, 0) on conflict (code) do nothing",
            ("code", promotion.Code), ("percent", promotion.Percent), ("amount", promotion.Amount?.ToStored()), ("currency", promotion.Amount?.Currency.Code), ("forever", promotion.Forever),
            ("most_uses", promotion.MostUses), ("most_uses_per_account", promotion.MostUsesPerAccount), ("from", promotion.From), ("until", promotion.Until)) == 1;

    public static async Task<bool> EndAsync(DatabaseTransaction transaction, string code, DateTimeOffset now) =>
        await transaction.ExecuteAsync("update orders_promotion set until = @now where code = @code", ("now", now), ("code", code)) == 1;

    /// <summary>Counts the use; whoever else wants the last one waits for this transaction.</summary>
    public static async Task UseAsync(DatabaseTransaction transaction, string code, AccountId account, OrderId order)
    {
        await transaction.ExecuteAsync("update orders_promotion set uses = uses + 1 where code = @code", ("code", code));
        await transaction.ExecuteAsync(
            "insert into orders_promotion_use (order_id, code, account_id) values (@order, @code, @account)", ("order", order.Value), ("code", code), ("account", account.Value));
    }

    /// <summary>The order came to nothing: its use does not count.</summary>
    public static async Task GiveBackAsync(DatabaseTransaction transaction, OrderId order)
    {
        if (await transaction.ScalarAsync<string>("delete from orders_promotion_use where order_id = @order returning code", ("order", order.Value)) is { } code)
        {
            await transaction.ExecuteAsync("update orders_promotion set uses = uses - 1 where code = @code", ("code", code));
        }
    }

    /// <summary>The row is held until the transaction ends.</summary>
    public static Task<Promotion?> FindForUpdateAsync(DatabaseTransaction transaction, string code) =>
        transaction.FirstAsync($"select {Columns} from orders_promotion where code = @code{transaction.ForUpdate}", Read, ("code", code));

    private static Promotion Read(Row row) => new(
        row.Text(0), row.IntOrNull(1), row.TextOrNull(3) is { } currency ? Money.FromStored(row.Long(2), new Currency(currency)) : null, row.Flag(4), row.IntOrNull(5), row.IntOrNull(6), row.TimeOrNull(7),
        row.TimeOrNull(8), row.Int(9));
}
