using Slipway.Storage;

namespace Slipway.Billing;

internal static class InvoiceStore
{
    private const string Columns = "id, account_id, state, currency, total, paid, server_id, async_key, issued_at, due_at, settled_at";

    public static async Task<Invoice> InsertAsync(DatabaseTransaction transaction, Invoice invoice, IReadOnlyList<NewLine> lines, OrderId? order)
    {
        var id = await transaction.ScalarAsync<int>(
            "insert into billing_invoice (account_id, state, currency, total, paid, server_id, issued_at, due_at) values (@account_id, @state, @currency, @total, 0, @server_id, @issued_at, @due_at) returning id",
            ("account_id", invoice.AccountId.Value), ("state", (int)invoice.State), ("currency", invoice.Total.Currency.Code), ("total", invoice.Total.ToStored()),
            ("server_id", invoice.ServerId?.Value), ("issued_at", invoice.IssuedAt), ("due_at", invoice.DueAt));
        foreach (var line in lines)
        {
            await transaction.ExecuteAsync(
                "insert into billing_invoice_line (invoice_id, kind, description, amount, order_id) values (@invoice_id, @kind, @description, @amount, @order_id)",
                ("invoice_id", id), ("kind", line.Kind), ("description", line.Description), ("amount", line.Amount.ToStored()), ("order_id", order?.Value));
        }

        return invoice with { Id = new InvoiceId(id) };
    }

    public static Task BindAsync(DatabaseTransaction transaction, InvoiceId invoice, AsyncKey run) =>
        transaction.ExecuteAsync("update billing_invoice set async_key = @async_key where id = @id", ("async_key", run.Value), ("id", invoice.Value));

    public static Task UpdateAsync(DatabaseTransaction transaction, Invoice invoice) =>
        transaction.ExecuteAsync(
            "update billing_invoice set state = @state, paid = @paid, settled_at = @settled_at where id = @id",
            ("state", (int)invoice.State), ("paid", invoice.Paid.ToStored()), ("settled_at", invoice.SettledAt), ("id", invoice.Id.Value));

    public static Task<Invoice?> FindAsync(DatabaseSession session, InvoiceId id) =>
        session.FirstAsync($"select {Columns} from billing_invoice where id = @id", Read, ("id", id.Value));

    public static Task<Invoice?> FindForUpdateAsync(DatabaseTransaction transaction, InvoiceId id) =>
        transaction.FirstAsync($"select {Columns} from billing_invoice where id = @id{transaction.ForUpdate}", Read, ("id", id.Value));

    public static Task<List<Invoice>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from billing_invoice where account_id = @account_id order by id desc", Read, ("account_id", account.Value));

    public static Task<List<InvoiceLine>> LinesAsync(DatabaseSession session, Invoice invoice) =>
        session.ListAsync(
            "select id, kind, description, amount, order_id from billing_invoice_line where invoice_id = @invoice_id order by id",
            row => new InvoiceLine(row.Int(0), row.Text(1), row.Text(2), Money.FromStored(row.Long(3), invoice.Total.Currency), row.IntOrNull(4) is { } order ? new OrderId(order) : null),
            ("invoice_id", invoice.Id.Value));

    private static Invoice Read(Row row)
    {
        var currency = new Currency(row.Text(3));
        return new(
            new InvoiceId(row.Int(0)), new AccountId(row.Int(1)), (InvoiceState)row.Int(2), Money.FromStored(row.Long(4), currency), Money.FromStored(row.Long(5), currency),
            row.IntOrNull(6) is { } server ? new ServerId(server) : null, row.TextOrNull(7) is { } key ? new AsyncKey(key) : null, row.Time(8), row.Time(9), row.TimeOrNull(10));
    }
}
