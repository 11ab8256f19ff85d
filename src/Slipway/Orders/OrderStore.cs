using Slipway.Storage;

namespace Slipway.Orders;

internal static class OrderStore
{
    public static async Task<OrderId> InsertAsync(DatabaseTransaction transaction, Order order) => new(
        await transaction.ScalarAsync<int>(
            "insert into orders_order (account_id, server_id, state, period, currency, recurring, created_at, paid_until, anchor_day) " +
            "values (@account_id, @server_id, @state, @period, @currency, @recurring, @created_at, @paid_until, 0) returning id",
            ("account_id", order.AccountId.Value), ("server_id", order.ServerId.Value), ("state", (int)order.State), ("period", order.Period),
            ("currency", order.Recurring.Currency.Code), ("recurring", order.Recurring.ToStored()), ("created_at", order.CreatedAt), ("paid_until", order.PaidUntil)));

    private const string Columns = "id, account_id, server_id, state, period, currency, recurring, created_at, paid_until, anchor_day, suspended_at";

    public static Task<Order?> FindAsync(DatabaseSession session, ServerId server) =>
        session.FirstAsync($"select {Columns} from orders_order where server_id = @server", Read, ("server", server.Value));

    public static Task<Order?> FindAsync(DatabaseSession session, OrderId id) =>
        session.FirstAsync($"select {Columns} from orders_order where id = @id", Read, ("id", id.Value));

    public static Task<Order?> FindForUpdateAsync(DatabaseTransaction transaction, OrderId id) =>
        transaction.FirstAsync($"select {Columns} from orders_order where id = @id{transaction.ForUpdate}", Read, ("id", id.Value));

    public static Task<List<Order>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from orders_order where account_id = @account order by id", Read, ("account", account.Value));

    /// <summary>Running services whose period ends before <paramref name="before"/>, the longest due first, after the one given last.</summary>
    public static Task<List<DueOrder>> DueAsync(DatabaseSession session, DateTimeOffset before, DueOrder after, int most) =>
        session.ListAsync(
            $"select id, paid_until from orders_order where state = {(int)OrderState.Active} and paid_until < @before and (paid_until > @after or (paid_until = @after and id > @id)) order by paid_until, id limit @most",
            row => new DueOrder(new OrderId(row.Int(0)), row.Time(1)),
            ("before", before), ("after", after.PaidUntil), ("id", after.Id.Value), ("most", most));

    /// <summary>Drafts of hours whose month, or whose service, is over: account, order, beginning of the month.</summary>
    public static Task<List<(AccountId Account, OrderId Order, DateTimeOffset Month)>> OverDraftsAsync(DatabaseSession session) =>
        session.ListAsync(
            $"select i.account_id, i.order_id, i.period_from from billing_invoice as i join orders_order as o on o.id = i.order_id where i.state = {(int)Billing.InvoiceState.Draft} and (o.state <> {(int)OrderState.Active} or o.paid_until >= i.period_to) order by i.id",
            row => (new AccountId(row.Int(0)), new OrderId(row.Int(1)), row.Time(2)));

    /// <summary>When the last thing that a service got on top begins.</summary>
    public static async Task<DateTimeOffset?> LastAddOnAsync(DatabaseSession session, OrderId order) =>
        await session.ScalarAsync<long?>(
            $"select max(period_from) from billing_invoice where order_id = @order and purpose = {(int)Billing.InvoicePurpose.AddOn}", ("order", order.Value)) is { } stored
            ? DateTimeOffset.FromUnixTimeMilliseconds(stored)
            : null;

    public static Task UpdateAsync(DatabaseTransaction transaction, Order order) =>
        transaction.ExecuteAsync(
            "update orders_order set state = @state, paid_until = @paid_until, anchor_day = @anchor_day, suspended_at = @suspended_at where id = @id",
            ("state", (int)order.State), ("paid_until", order.PaidUntil), ("anchor_day", order.AnchorDay), ("suspended_at", order.SuspendedAt), ("id", order.Id.Value));

    public static async Task InsertLinesAsync(DatabaseTransaction transaction, OrderId order, IEnumerable<OrderLine> lines)
    {
        foreach (var line in lines)
        {
            await transaction.ExecuteAsync(
                "insert into orders_line (order_id, kind, description, amount, recurring) values (@order_id, @kind, @description, @amount, @recurring)",
                ("order_id", order.Value), ("kind", line.Kind), ("description", line.Description), ("amount", line.Amount.ToStored()), ("recurring", line.Recurring));
        }
    }

    /// <summary>What is paid in every period is this now.</summary>
    public static async Task ReplaceRecurringLinesAsync(DatabaseTransaction transaction, Order order, IReadOnlyList<OrderLine> lines, Money recurring)
    {
        await transaction.ExecuteAsync("delete from orders_line where order_id = @order and recurring = @recurring", ("order", order.Id.Value), ("recurring", true));
        await InsertLinesAsync(transaction, order.Id, lines);
        await transaction.ExecuteAsync("update orders_order set recurring = @recurring where id = @id", ("recurring", recurring.ToStored()), ("id", order.Id.Value));
    }

    public static Task<List<OrderLine>> LinesAsync(DatabaseSession session, Order order) =>
        session.ListAsync(
            "select kind, description, amount, recurring from orders_line where order_id = @order_id order by id",
            row => new OrderLine(row.Text(0), row.Text(1), Money.FromStored(row.Long(2), order.Recurring.Currency), row.Flag(3)),
            ("order_id", order.Id.Value));

    /// <summary>Amounts of all lines that recur, of every order of an account.</summary>
    public static Task<List<(OrderId OrderId, Money Amount)>> RecurringLinesAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync(
            "select line.order_id, line.amount, ordered.currency from orders_line as line join orders_order as ordered on ordered.id = line.order_id where ordered.account_id = @account and line.recurring = 1",
            row => (new OrderId(row.Int(0)), Money.FromStored(row.Long(1), new Currency(row.Text(2)))),
            ("account", account.Value));

    /// <summary>True for the first one who says so: of a service, in a period, a thing is done once.</summary>
    public static async Task<bool> FirstTimeAsync(DatabaseTransaction transaction, OrderId order, DateTimeOffset period, string kind, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            "insert into orders_life_event (order_id, paid_until, kind, at) values (@order, @period, @kind, @now) on conflict do nothing",
            ("order", order.Value), ("period", period), ("kind", kind), ("now", now)) == 1;

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

    public static Task InsertCancellationAsync(DatabaseTransaction transaction, Cancellation cancellation) =>
        transaction.ExecuteAsync(
            "insert into orders_cancellation (account_id, server_id, immediate, reason, requested_at, ends_at, state) values (@account, @server, @immediate, @reason, @now, @ends_at, @state)",
            ("account", cancellation.AccountId.Value), ("server", cancellation.ServerId.Value), ("immediate", cancellation.Immediate), ("reason", cancellation.Reason),
            ("now", cancellation.RequestedAt), ("ends_at", cancellation.EndsAt), ("state", (int)cancellation.State));

    public static Task<int> CloseCancellationsAsync(DatabaseTransaction transaction, ServerId server, CancellationStatus state) =>
        transaction.ExecuteAsync(
            $"update orders_cancellation set state = @state where server_id = @server and state = {(int)CancellationStatus.Open}", ("state", (int)state), ("server", server.Value));

    /// <summary>The open ones of an account.</summary>
    public static Task<List<Cancellation>> CancellationsAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync(
            $"select id, account_id, server_id, immediate, reason, requested_at, ends_at, state from orders_cancellation where account_id = @account and state = {(int)CancellationStatus.Open} order by id",
            row => new Cancellation(
                row.Int(0), new AccountId(row.Int(1)), new ServerId(row.Int(2)), row.Flag(3), row.Text(4), row.Time(5), row.Time(6), (CancellationStatus)row.Int(7)),
            ("account", account.Value));

    /// <summary>When a cancelled server is to go.</summary>
    public static async Task<DateTimeOffset?> CancelledToAsync(DatabaseSession session, ServerId server) =>
        await session.ScalarAsync<long?>(
            $"select max(ends_at) from orders_cancellation where server_id = @server and state = {(int)CancellationStatus.Open}", ("server", server.Value)) is { } stored
            ? DateTimeOffset.FromUnixTimeMilliseconds(stored)
            : null;

    /// <summary>The period begins only now, so it also ends later than was thought.</summary>
    public static Task MoveCancellationAsync(DatabaseTransaction transaction, ServerId server, DateTimeOffset endsAt) =>
        transaction.ExecuteAsync(
            $"update orders_cancellation set ends_at = @ends_at where server_id = @server and state = {(int)CancellationStatus.Open}", ("ends_at", endsAt), ("server", server.Value));

    public static async Task<bool> IsCancelledAsync(DatabaseSession session, ServerId server) => await CancelledToAsync(session, server) is not null;

    private static Order Read(Row row) => new(
        new OrderId(row.Int(0)), new AccountId(row.Int(1)), new ServerId(row.Int(2)), (OrderState)row.Int(3), row.Text(4), Money.FromStored(row.Long(6), new Currency(row.Text(5))), row.Time(7), row.Time(8))
    {
        AnchorDay = row.Int(9),
        SuspendedAt = row.TimeOrNull(10),
    };
}

internal sealed record DueOrder(OrderId Id, DateTimeOffset PaidUntil);

internal sealed record KeptAnswer(string Fingerprint, string AnswerJson)
{
    /// <summary>What the first request with this key was answered, if the one that repeats it asks the same.</summary>
    public static Result<T> To<T>(KeptAnswer? first, string fingerprint) =>
        first is null || first.Fingerprint != fingerprint ? OrderFailures.OtherRequestSameKey : System.Text.Json.JsonSerializer.Deserialize<T>(first.AnswerJson)!;
}
