using Slipway.Storage;

namespace Slipway.Orders;

internal static class HeldQuoteStore
{
    public static Task<int> InsertAsync(DatabaseTransaction transaction, AccountId account, string fingerprint, string quote, DateTimeOffset expires) =>
        transaction.ScalarAsync<int>(
            "insert into orders_held_quote (account_id, fingerprint, quote_json, expires_at) values (@account, @fingerprint, @quote, @expires) returning id",
            ("account", account.Value), ("fingerprint", fingerprint), ("quote", quote), ("expires", expires));

    public static Task<HeldQuote?> FindForUpdateAsync(DatabaseTransaction transaction, int id) =>
        transaction.FirstAsync(
            $"select id, account_id, fingerprint, quote_json, expires_at, order_id from orders_held_quote where id = @id{transaction.ForUpdate}",
            row => new HeldQuote(row.Int(0), new AccountId(row.Int(1)), row.Text(2), row.Text(3), row.Time(4), row.IntOrNull(5)),
            ("id", id));

    public static Task UseAsync(DatabaseTransaction transaction, int id, OrderId order) =>
        transaction.ExecuteAsync("update orders_held_quote set order_id = @order where id = @id", ("order", order.Value), ("id", id));

    public static Task<int> LiveAsync(DatabaseSession session, AccountId account, DateTimeOffset now) =>
        session.ScalarAsync<int>("select count(*) from orders_held_quote where account_id = @account and order_id is null and expires_at > @now", ("account", account.Value), ("now", now));

    /// <summary>Takes away those that have expired and answers them.</summary>
    public static Task<List<int>> DeleteExpiredAsync(DatabaseTransaction transaction, DateTimeOffset now) =>
        transaction.ListAsync("delete from orders_held_quote where expires_at <= @now returning id", row => row.Int(0), ("now", now));
}

internal sealed record HeldQuote(int Id, AccountId AccountId, string Fingerprint, string QuoteJson, DateTimeOffset ExpiresAt, int? OrderId);
