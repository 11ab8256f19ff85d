using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Billing.Gateways;

internal static class PaymentStore
{
    private const string Columns = "id, gateway, reference, account_id, invoice_id, currency, asked, created_at, other_reference, facts, paid, returned, booked_paid, booked_returned, url";

    /// <summary>
    /// Until the transaction ends nobody else hears of payments of this gateway: who looks for a payment in vain and keeps the
    /// event, and who stores the payment and looks for kept events, must not pass each other. Taken before any account's money lock.
    /// </summary>
    public static async Task LockAsync(DatabaseTransaction transaction, string gateway)
    {
        // SQLite has one writer anyway.
        if (transaction.IsPostgreSql)
        {
            await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@name, 0))", ("name", $"slipway:gateway:{gateway}"));
        }
    }

    /// <summary>Does nothing when the gateway's payment is stored already.</summary>
    public static Task InsertAsync(DatabaseTransaction transaction, Payment payment) =>
        transaction.ExecuteAsync(
            "insert into billing_payment (gateway, reference, other_reference, account_id, invoice_id, currency, asked, facts, paid, returned, booked_paid, booked_returned, url, created_at, changed_at) " +
            "values (@gateway, @reference, @other_reference, @account_id, @invoice_id, @currency, @asked, @facts, 0, 0, 0, 0, @url, @created_at, @created_at) on conflict do nothing",
            ("gateway", payment.Gateway), ("reference", payment.Reference), ("other_reference", payment.OtherReference), ("account_id", payment.AccountId.Value), ("invoice_id", payment.InvoiceId.Value),
            ("currency", payment.Asked.Currency.Code), ("asked", payment.Asked.ToStored()), ("facts", (int)payment.Facts), ("url", payment.Url), ("created_at", payment.CreatedAt));

    public static Task UpdateAsync(DatabaseTransaction transaction, Payment payment, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "update billing_payment set other_reference = @other_reference, facts = @facts, paid = @paid, returned = @returned, booked_paid = @booked_paid, booked_returned = @booked_returned, " +
            "changed_at = @changed_at where id = @id",
            ("other_reference", payment.OtherReference), ("facts", (int)payment.Facts), ("paid", payment.Paid.ToStored()), ("returned", payment.Returned.ToStored()),
            ("booked_paid", payment.BookedPaid.ToStored()), ("booked_returned", payment.BookedReturned.ToStored()), ("changed_at", now), ("id", payment.Id));

    /// <summary>By either of its names.</summary>
    public static async Task<Payment?> FindAsync(DatabaseSession session, string gateway, string name) =>
        await session.FirstAsync($"select {Columns} from billing_payment where gateway = @gateway and reference = @name", Read, ("gateway", gateway), ("name", name))
        ?? await session.FirstAsync(
            $"select {Columns} from billing_payment where gateway = @gateway and other_reference = @name and (facts & {(int)PaymentFacts.Part}) = 0 order by id", Read, ("gateway", gateway), ("name", name));

    public static Task<Payment?> FindPartAsync(DatabaseSession session, string gateway, string part) =>
        session.FirstAsync($"select {Columns} from billing_payment where gateway = @gateway and reference = @name", Read, ("gateway", gateway), ("name", PartReference(part)));

    /// <summary>The name of a part's row; no gateway names a payment like that.</summary>
    public static string PartReference(string part) => $"part:{part}";

    /// <summary>The newest first, parts left out.</summary>
    public static Task<List<Payment>> OfInvoiceAsync(DatabaseSession session, string gateway, InvoiceId invoice) =>
        session.ListAsync(
            $"select {Columns} from billing_payment where gateway = @gateway and invoice_id = @invoice_id and (facts & {(int)PaymentFacts.Part}) = 0 order by id desc", Read,
            ("gateway", gateway), ("invoice_id", invoice.Value));

    /// <summary>All that came and all that went back, the stored parts included.</summary>
    public static async Task<(Money Paid, Money Returned)> SumAsync(DatabaseSession session, Payment payment)
    {
        var parts = await session.ListAsync(
            $"select paid, returned from billing_payment where gateway = @gateway and other_reference = @reference and (facts & {(int)PaymentFacts.Part}) <> 0",
            row => (Paid: row.Long(0), Returned: row.Long(1)),
            ("gateway", payment.Gateway), ("reference", payment.Reference));
        var currency = payment.Asked.Currency;
        return (payment.Paid + Money.FromStored(parts.Sum(part => part.Paid), currency), payment.Returned + Money.FromStored(parts.Sum(part => part.Returned), currency));
    }

    /// <summary>A payment of the invoice was made, and is neither there nor lost.</summary>
    public static async Task<bool> AnyPendingAsync(DatabaseSession session, InvoiceId invoice) =>
        await session.ScalarAsync<int>(
            $"select count(*) from billing_payment where invoice_id = @invoice_id and (facts & {(int)(PaymentFacts.Completed | PaymentFacts.Paid | PaymentFacts.Failed | PaymentFacts.Expired | PaymentFacts.Part)}) = {(int)PaymentFacts.Completed}",
            ("invoice_id", invoice.Value)) > 0;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    /// <summary>Keeps an event for the payment it speaks of; the same one once.</summary>
    public static async Task KeepAsync(DatabaseTransaction transaction, GatewayEvent heard, DateTimeOffset now)
    {
        // Events of other goods that are sold on the same account at the provider never find their payment.
        await transaction.ExecuteAsync("delete from billing_early_event where at < @long_ago", ("long_ago", now - KeptFor));
        await transaction.ExecuteAsync(
            "insert into billing_early_event (gateway, reference, event_json, at) select @gateway, @reference, @event_json, @at " +
            "where not exists (select 1 from billing_early_event where gateway = @gateway and reference = @reference and event_json = @event_json)",
            ("gateway", heard.Gateway), ("reference", heard.Reference), ("event_json", JsonSerializer.Serialize(KeptEvent.Of(heard))), ("at", now));
    }

    public static Task<List<(int Id, GatewayEvent Heard)>> KeptAsync(DatabaseTransaction transaction, string gateway, string name) =>
        transaction.ListAsync(
            "select id, event_json from billing_early_event where gateway = @gateway and reference = @name order by id",
            row => (row.Int(0), JsonSerializer.Deserialize<KeptEvent>(row.Text(1))!.ToEvent(gateway, name)),
            ("gateway", gateway), ("name", name));

    public static Task ForgetAsync(DatabaseTransaction transaction, int id) => transaction.ExecuteAsync("delete from billing_early_event where id = @id", ("id", id));

    private static Payment Read(Row row)
    {
        var currency = new Currency(row.Text(5));
        Money Amount(int column) => Money.FromStored(row.Long(column), currency);
        return new Payment(row.Int(0), row.Text(1), row.Text(2), new AccountId(row.Int(3)), new InvoiceId(row.Int(4)), Amount(6), row.Time(7))
        {
            OtherReference = row.TextOrNull(8),
            Facts = (PaymentFacts)row.Int(9),
            Paid = Amount(10),
            Returned = Amount(11),
            BookedPaid = Amount(12),
            BookedReturned = Amount(13),
            Url = row.TextOrNull(14),
        };
    }

    /// <summary>An event as it is kept. Amounts in stored parts, see <see cref="Money.StoredParts"/>.</summary>
    private sealed record KeptEvent(int Facts, string? OtherReference, string? Part, long? Paid, string? PaidCurrency, long? Returned, string? ReturnedCurrency)
    {
        public static KeptEvent Of(GatewayEvent heard) => new(
            (int)heard.Facts, heard.OtherReference, heard.Part, heard.Paid?.ToStored(), heard.Paid?.Currency.Code, heard.Returned?.ToStored(), heard.Returned?.Currency.Code);

        public GatewayEvent ToEvent(string gateway, string reference) => new(gateway, reference, (PaymentFacts)Facts)
        {
            OtherReference = OtherReference,
            Part = Part,
            Paid = Amount(Paid, PaidCurrency),
            Returned = Amount(Returned, ReturnedCurrency),
        };

        private static Money? Amount(long? parts, string? currency) => parts is { } amount && currency is not null ? Money.FromStored(amount, new Currency(currency)) : null;
    }
}
