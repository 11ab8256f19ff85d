using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Pricing;
using Slipway.Testing;

namespace Slipway.Tests.Billing.Gateways;

/// <summary>Invoices, payments and what the books say of them.</summary>
internal sealed class PaymentScene(Business business)
{
    private static int _next;

    public Business Business { get; } = business;

    public static Money Eur(decimal amount) => new(amount, Currency.Eur);

    public async Task<Invoice> GivenInvoiceAsync(Customer customer, decimal amount, InvoicePurpose purpose = InvoicePurpose.Usage)
    {
        Invoice? invoice = null;
        await Business.Database.InTransactionAsync(
            async transaction => invoice = await Business.Get<Invoices>().IssueAsync(
                transaction, new NewInvoice(customer.Id, purpose, [new NewLine("preset", "a server", Eur(amount))], TaxTreatment.None, Business.Clock.GetUtcNow().AddDays(7))),
            CancellationToken.None);
        return invoice!;
    }

    /// <summary>A name that no payment has yet.</summary>
    public static string NewName() => $"cs_{Interlocked.Increment(ref _next)}";

    public async Task BeginAsync(Invoice invoice, string name)
    {
        var row = new Payment(0, CardCheckout.GatewayName, name, invoice.AccountId, invoice.Id, invoice.Total, Business.Clock.GetUtcNow());
        var begun = await Business.Database.InTransactionAsync(transaction => Business.Get<PaymentBooks>().BeginAsync(transaction, row), CancellationToken.None);
        if (begun.Failure is { } refused)
        {
            throw new InvalidOperationException(refused.ToString());
        }
    }

    public async Task<Failure?> HearAsync(GatewayEvent heard) => (await Business.Get<Payments>().ApplyAsync(heard, CancellationToken.None)).Failure;

    public static GatewayEvent Of(string name, PaymentFacts facts) => new(CardCheckout.GatewayName, name, facts) { OtherReference = facts.HasFlag(PaymentFacts.Completed) ? $"pi_{name}" : null };

    public static GatewayEvent Paid(string name, decimal amount) => Of(name, PaymentFacts.Completed | PaymentFacts.Paid) with { Paid = Eur(amount) };

    public static GatewayEvent Refunded(string name, decimal amount) => new(CardCheckout.GatewayName, $"pi_{name}", PaymentFacts.None) { Returned = Eur(amount) };

    public static GatewayEvent Lost(string name, decimal amount) => Refunded(name, amount) with { Part = $"dp_{name}" };

    public Task GiveBackAsync(Invoice invoice) =>
        Business.Database.InTransactionAsync(transaction => Business.Get<Invoices>().GiveBackAsync(transaction, invoice.Id, "test"), CancellationToken.None);

    public async Task<Invoice> InvoiceAsync(Invoice invoice) => (await Business.Database.ReadAsync(session => InvoiceStore.FindAsync(session, invoice.Id), CancellationToken.None))!;

    public Task<Money> OwedAsync(Customer customer) => Business.Database.ReadAsync(session => Ledger.OwedAsync(session, customer.Id, Currency.Eur), CancellationToken.None);

    /// <summary>Everything that the customer's money can tell.</summary>
    public async Task<Books> BooksAsync(Customer customer)
    {
        var invoices = await Business.Database.ReadAsync(session => InvoiceStore.ListAsync(session, customer.Id), CancellationToken.None);
        var gateway = await Business.ScalarAsync<long>(
            $"select coalesce(sum(p.amount), 0) from billing_posting p join billing_entry e on e.id = p.entry_id where e.account_id = {customer.Id} and p.book like 'gateway:%'");
        return new Books(
            await Business.CreditOfAsync(customer), await OwedAsync(customer), Money.FromStored(-gateway, Currency.Eur), string.Join(", ", invoices.Select(invoice => $"{invoice.State} {invoice.Paid}")));
    }

    public async Task<IReadOnlyList<int>> WrongEntriesAsync() => await Business.Database.ReadAsync(LedgerStore.UnbalancedAsync, CancellationToken.None);
}

/// <param name="CameIn">Through gateways, less what went back.</param>
internal sealed record Books(Money Credit, Money Owed, Money CameIn, string Invoices);
