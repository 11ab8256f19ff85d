using System.Text.Json;
using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Billing;

internal static class InvoiceStore
{
    private const string Columns =
        "id, account_id, state, purpose, currency, net, tax, tax_rate, tax_rule, tax_country, issued_at, due_at, number, paid, refunded, server_id, order_id, period_from, period_to, async_key, bill_to, " +
        "settled_at, posted_at, tax_included, tax_removed";

    /// <summary>Null when the service has an invoice for this period.</summary>
    public static async Task<InvoiceId?> InsertAsync(DatabaseTransaction transaction, Invoice invoice)
    {
        var id = await transaction.ScalarAsync<int?>(
            "insert into billing_invoice (account_id, state, purpose, currency, net, tax, total, tax_rate, tax_rule, tax_country, paid, refunded, server_id, order_id, period_from, period_to, bill_to, issued_at, due_at, tax_included, tax_removed) " +
            "values (@account_id, @state, @purpose, @currency, @net, @tax, @total, @tax_rate, @tax_rule, @tax_country, 0, 0, @server_id, @order_id, @period_from, @period_to, @bill_to, @issued_at, @due_at, @tax_included, @tax_removed) " +
            "on conflict do nothing returning id",
            ("account_id", invoice.AccountId.Value), ("state", (int)invoice.State), ("purpose", (int)invoice.Purpose), ("currency", invoice.Currency.Code), ("net", invoice.Net.ToStored()),
            ("tax", invoice.Tax.ToStored()), ("total", invoice.Total.ToStored()), ("tax_rate", decimal.ToInt32(invoice.TaxTreatment.Percent * 100)), ("tax_rule", (int)invoice.TaxTreatment.Rule),
            ("tax_country", invoice.TaxTreatment.Country), ("server_id", invoice.ServerId?.Value), ("order_id", invoice.OrderId?.Value), ("period_from", invoice.PeriodFrom),
            ("period_to", invoice.PeriodTo), ("bill_to", JsonSerializer.Serialize(invoice.BillTo)), ("issued_at", invoice.IssuedAt), ("due_at", invoice.DueAt),
            ("tax_included", invoice.TaxTreatment.Included), ("tax_removed", decimal.ToInt32(invoice.TaxTreatment.RemovedPercent * 100)));
        return id is null ? null : new InvoiceId(id.Value);
    }

    public static async Task<Invoice> InsertLinesAsync(DatabaseTransaction transaction, Invoice invoice, IReadOnlyList<NewLine> lines)
    {
        foreach (var line in lines)
        {
            await transaction.ExecuteAsync(
                "insert into billing_invoice_line (invoice_id, kind, description, amount, order_id, pays_invoice_id) values (@invoice_id, @kind, @description, @amount, @order_id, @pays)",
                ("invoice_id", invoice.Id.Value), ("kind", line.Kind), ("description", line.Description), ("amount", line.Amount.ToStored()), ("order_id", invoice.OrderId?.Value),
                ("pays", line.Pays?.Value));
        }

        return invoice;
    }

    public static async Task ReplaceLinesAsync(DatabaseTransaction transaction, Invoice invoice, IReadOnlyList<NewLine> lines)
    {
        await transaction.ExecuteAsync("delete from billing_invoice_line where invoice_id = @id", ("id", invoice.Id.Value));
        await InsertLinesAsync(transaction, invoice, lines);
    }

    public static Task BindAsync(DatabaseTransaction transaction, InvoiceId invoice, AsyncKey run) =>
        transaction.ExecuteAsync("update billing_invoice set async_key = @async_key where id = @id", ("async_key", run.Value), ("id", invoice.Value));

    public static Task UpdateAsync(DatabaseTransaction transaction, Invoice invoice) =>
        transaction.ExecuteAsync(
            "update billing_invoice set state = @state, number = @number, net = @net, tax = @tax, total = @total, paid = @paid, refunded = @refunded, period_from = @period_from, period_to = @period_to, " +
            "settled_at = @settled_at, posted_at = @posted_at, bill_to = @bill_to where id = @id",
            ("state", (int)invoice.State), ("number", invoice.Number), ("net", invoice.Net.ToStored()), ("tax", invoice.Tax.ToStored()), ("total", invoice.Total.ToStored()), ("paid", invoice.Paid.ToStored()),
            ("refunded", invoice.Refunded.ToStored()), ("period_from", invoice.PeriodFrom), ("period_to", invoice.PeriodTo), ("settled_at", invoice.SettledAt), ("posted_at", invoice.PostedAt), ("bill_to", invoice.BillTo == BillTo.Nobody ? "" : JsonSerializer.Serialize(invoice.BillTo)),
            ("id", invoice.Id.Value));

    /// <summary>The next number of a series. Nobody else gets one until this transaction ends, so none is left out.</summary>
    public static Task<int> NextInSeriesAsync(DatabaseTransaction transaction, string series) =>
        transaction.ScalarAsync<int>(
            "insert into billing_series (series, last) values (@series, 1) on conflict (series) do update set last = billing_series.last + 1 returning last", ("series", series));

    public static Task<Invoice?> FindAsync(DatabaseSession session, InvoiceId id) =>
        session.FirstAsync($"select {Columns} from billing_invoice where id = @id", Read, ("id", id.Value));

    public static Task<Invoice?> FindForUpdateAsync(DatabaseTransaction transaction, InvoiceId id) =>
        transaction.FirstAsync($"select {Columns} from billing_invoice where id = @id{transaction.ForUpdate}", Read, ("id", id.Value));

    /// <summary>The newest first, drafts among them.</summary>
    public static Task<List<Invoice>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from billing_invoice where account_id = @account_id order by id desc", Read, ("account_id", account.Value));

    public static Task<int> OpenTopUpsAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<int>(
            $"select count(*) from billing_invoice where account_id = @account and purpose = {(int)InvoicePurpose.TopUp} and state in ({(int)InvoiceState.Unpaid}, {(int)InvoiceState.PaymentPending})", ("account", account.Value));

    public static Task<List<Invoice>> OfOrderAsync(DatabaseSession session, OrderId order) =>
        session.ListAsync($"select {Columns} from billing_invoice where order_id = @order_id order by id desc", Read, ("order_id", order.Value));

    public static Task<Invoice?> OpenOfServiceAsync(DatabaseTransaction transaction, OrderId order) =>
        transaction.FirstAsync(
            $"select {Columns} from billing_invoice where order_id = @order_id and purpose = {(int)InvoicePurpose.Renewal} and state in ({(int)InvoiceState.Unpaid}, {(int)InvoiceState.PaymentPending}) order by id{transaction.ForUpdate}",
            Read,
            ("order_id", order.Value));

    public static Task<Invoice?> DraftOfServiceAsync(DatabaseTransaction transaction, OrderId order, DateTimeOffset month) =>
        transaction.FirstAsync(
            $"select {Columns} from billing_invoice where order_id = @order_id and period_from = @month and state = {(int)InvoiceState.Draft}{transaction.ForUpdate}",
            Read,
            ("order_id", order.Value), ("month", month));

    /// <summary>Invoices that want money, of everybody, the longest due first.</summary>
    public static Task<List<Invoice>> OpenAsync(DatabaseSession session, int most) =>
        session.ListAsync(
            $"select {Columns} from billing_invoice where state in ({(int)InvoiceState.Unpaid}, {(int)InvoiceState.PaymentPending}) order by due_at, id limit @most", Read, ("most", most));

    public static Task<List<InvoiceLine>> LinesAsync(DatabaseSession session, Invoice invoice) =>
        session.ListAsync(
            "select id, kind, description, amount, order_id, pays_invoice_id from billing_invoice_line where invoice_id = @invoice_id order by id",
            row => new InvoiceLine(
                row.Int(0), row.Text(1), row.Text(2), Money.FromStored(row.Long(3), invoice.Currency), row.IntOrNull(4) is { } order ? new OrderId(order) : null,
                row.IntOrNull(5) is { } pays ? new InvoiceId(pays) : null),
            ("invoice_id", invoice.Id.Value));

    public static async Task<CreditNote> InsertCreditNoteAsync(DatabaseTransaction transaction, CreditNote note) => note with
    {
        Id = await transaction.ScalarAsync<int>(
            "insert into billing_credit_note (invoice_id, account_id, number, currency, net, tax, total, reason, issued_at) " +
            "values (@invoice_id, @account_id, @number, @currency, @net, @tax, @total, @reason, @issued_at) returning id",
            ("invoice_id", note.InvoiceId.Value), ("account_id", note.AccountId.Value), ("number", note.Number), ("currency", note.Net.Currency.Code), ("net", note.Net.ToStored()),
            ("tax", note.Tax.ToStored()), ("total", note.Total.ToStored()), ("reason", note.Reason), ("issued_at", note.IssuedAt)),
    };

    public static Task<List<CreditNote>> CreditNotesAsync(DatabaseSession session, Invoice invoice) =>
        session.ListAsync(
            "select id, number, net, tax, reason, issued_at from billing_credit_note where invoice_id = @invoice_id order by id",
            row => new CreditNote(
                row.Int(0), invoice.Id, invoice.AccountId, row.Text(1), Money.FromStored(row.Long(2), invoice.Currency), Money.FromStored(row.Long(3), invoice.Currency), row.Text(4), row.Time(5)),
            ("invoice_id", invoice.Id.Value));

    /// <summary>The invoice that a credit note belongs to, or null.</summary>
    public static async Task<InvoiceId?> OfCreditNoteAsync(DatabaseSession session, int note) =>
        await session.ScalarAsync<int?>("select invoice_id from billing_credit_note where id = @id", ("id", note)) is { } id ? new InvoiceId(id) : null;

    private static Invoice Read(Row row)
    {
        var currency = new Currency(row.Text(4));
        Money Amount(int column) => Money.FromStored(row.Long(column), currency);
        var treatment = new TaxTreatment((TaxRule)row.Int(8), row.Int(7) / 100m, row.Flag(23), row.Int(24) / 100m, row.Text(9));
        return new Invoice(new InvoiceId(row.Int(0)), new AccountId(row.Int(1)), (InvoiceState)row.Int(2), (InvoicePurpose)row.Int(3), Amount(5), Amount(6), treatment, row.Time(10), row.Time(11))
        {
            Number = row.TextOrNull(12),
            Paid = Amount(13),
            Refunded = Amount(14),
            ServerId = row.IntOrNull(15) is { } server ? new ServerId(server) : null,
            OrderId = row.IntOrNull(16) is { } order ? new OrderId(order) : null,
            PeriodFrom = row.TimeOrNull(17),
            PeriodTo = row.TimeOrNull(18),
            AsyncKey = row.TextOrNull(19) is { } key ? new AsyncKey(key) : null,
            BillTo = row.Text(20) is { Length: > 0 } person ? JsonSerializer.Deserialize<BillTo>(person)! : BillTo.Nobody,
            SettledAt = row.TimeOrNull(21),
            PostedAt = row.TimeOrNull(22),
        };
    }
}
