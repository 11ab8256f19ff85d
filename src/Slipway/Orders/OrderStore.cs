using Slipway.Storage;

namespace Slipway.Orders;

internal static class OrderStore
{
    public static async Task<OrderId> InsertAsync(DatabaseTransaction transaction, Order order) => new(
        await transaction.ScalarAsync<int>(
            "insert into orders_order (account_id, server_id, state, period, currency, recurring, created_at, paid_until) " +
            "values (@account_id, @server_id, @state, @period, @currency, @recurring, @created_at, @paid_until) returning id",
            ("account_id", order.AccountId.Value), ("server_id", order.ServerId.Value), ("state", (int)order.State), ("period", order.Period),
            ("currency", order.Recurring.Currency.Code), ("recurring", order.Recurring.ToStored()), ("created_at", order.CreatedAt), ("paid_until", order.PaidUntil)));

    public static Task<Order?> FindAsync(DatabaseSession session, ServerId server) =>
        session.FirstAsync(
            "select id, account_id, server_id, state, period, currency, recurring, created_at, paid_until from orders_order where server_id = @server",
            row => new Order(
                new OrderId(row.Int(0)), new AccountId(row.Int(1)), new ServerId(row.Int(2)), (OrderState)row.Int(3), row.Text(4),
                Money.FromStored(row.Long(6), new Currency(row.Text(5))), row.Time(7), row.Time(8)),
            ("server", server.Value));

    public static Task UpdateAsync(DatabaseTransaction transaction, Order order) =>
        transaction.ExecuteAsync(
            "update orders_order set state = @state, paid_until = @paid_until where id = @id",
            ("state", (int)order.State), ("paid_until", order.PaidUntil), ("id", order.Id.Value));

    /// <summary>Takes the key for this request. False when it is taken already.</summary>
    public static async Task<bool> TakeKeyAsync(DatabaseTransaction transaction, AccountId account, string key, string fingerprint, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            "insert into orders_idempotency (account_id, key, fingerprint, answer_json, created_at) values (@account, @key, @fingerprint, '', @now) on conflict (account_id, key) do nothing",
            ("account", account.Value), ("key", key), ("fingerprint", fingerprint), ("now", now)) == 1;

    public static Task<KeptAnswer?> AnswerAsync(DatabaseSession session, AccountId account, string key) =>
        session.FirstAsync(
            "select fingerprint, answer_json from orders_idempotency where account_id = @account and key = @key",
            row => new KeptAnswer(row.Text(0), row.Text(1)),
            ("account", account.Value), ("key", key));

    public static Task KeepAnswerAsync(DatabaseTransaction transaction, AccountId account, string key, string answer) =>
        transaction.ExecuteAsync(
            "update orders_idempotency set answer_json = @answer where account_id = @account and key = @key", ("answer", answer), ("account", account.Value), ("key", key));

    public static Task InsertCancellationAsync(DatabaseTransaction transaction, AccountId account, ServerId server, bool immediate, string reason, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "insert into orders_cancellation (account_id, server_id, immediate, reason, requested_at) values (@account, @server, @immediate, @reason, @now)",
            ("account", account.Value), ("server", server.Value), ("immediate", immediate), ("reason", reason), ("now", now));
}

internal sealed record KeptAnswer(string Fingerprint, string AnswerJson);
