using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Pricing;
using Slipway.Storage;
using Slipway.Testing;

namespace Slipway.Tests.Billing;

/// <summary>Invoices that belong to no service, and what the customer and the books are told of them.</summary>
internal sealed class InvoiceScene(Business business)
{
    public static readonly TaxTreatment Dutch = new(TaxRule.Domestic, 21, Included: false, RemovedPercent: 0, "NL");

    public Business Business { get; } = business;

    public DateTimeOffset Now => Business.Clock.GetUtcNow();

    public static Money Eur(decimal amount) => new(amount, Currency.Eur);

    public async Task<Customer> GivenCustomerAsync(decimal credit) => await Business.GivenCustomerWithCreditAsync(credit, autoPay: false);

    public Task<Invoice> GivenInvoiceAsync(Customer customer, decimal net, TaxTreatment? tax = null, InvoicePurpose purpose = InvoicePurpose.Usage) =>
        IssueAsync(new NewInvoice(customer.Id, purpose, [new NewLine("preset", "a server", Eur(net))], tax ?? TaxTreatment.None, Now.AddDays(7)));

    /// <summary>Hours of this month, of which none is taken yet.</summary>
    public Task<Invoice> GivenDraftAsync(Customer customer, TaxTreatment? tax = null) =>
        IssueAsync(new NewInvoice(customer.Id, InvoicePurpose.Usage, [new NewLine("hours", "a server, by the hour", Eur(0))], tax ?? TaxTreatment.None, Now.AddDays(30)) { Draft = true });

    public async Task<Invoice> GivenPaidAsync(Customer customer, decimal net, TaxTreatment? tax = null, InvoicePurpose purpose = InvoicePurpose.Usage)
    {
        var invoice = await GivenInvoiceAsync(customer, net, tax, purpose);
        return (await DoAsync<Invoice>(transaction => Invoices.PayFromCreditAsync(transaction, invoice, invoice.Total))).Value;
    }

    public async Task<Invoice> IssueAsync(NewInvoice wanted) => (await DoAsync<Invoice>(async transaction => (await Invoices.IssueAsync(transaction, wanted))!)).Value;

    public async Task<Result<Invoice>> ApplyAsync(Customer customer, InvoiceId id, decimal? amount = null) =>
        await Business.Get<ApplyCredit>().RunAsync(customer.Caller, id, amount, CancellationToken.None);

    public Task<Result<CreditNote>> RefundAsync(InvoiceId id, decimal? amount = null, string reason = "test") =>
        Business.Get<RefundInvoice>().RunAsync(id, amount, reason, CancellationToken.None);

    public Task GiveBackAsync(InvoiceId id, string reason = "test") => DoAsync(transaction => Invoices.GiveBackAsync(transaction, id, reason));

    /// <summary>The customer's bank takes a payment back: what his credit does not hold he owes.</summary>
    public Task TakeBackAsync(Customer customer, decimal amount) =>
        DoAsync(transaction => Business.Get<Ledger>().ReverseAsync(transaction, customer.Id, null, "card", Eur(amount), "taken back"));

    public async Task<Invoice> InvoiceAsync(InvoiceId id) => (await Business.Database.ReadAsync(session => InvoiceStore.FindAsync(session, id), CancellationToken.None))!;

    public async Task<InvoiceDetails> DetailsAsync(Customer customer, InvoiceId id) => (await Business.Get<InvoiceQueries>().FindAsync(customer.Caller, id, CancellationToken.None)).Value;

    public async Task<decimal> CreditAsync(Customer customer) => (await Business.CreditOfAsync(customer)).Amount;

    public async Task<decimal> OwedAsync(Customer customer) => (await Business.Database.ReadAsync(session => Ledger.OwedAsync(session, customer.Id, Currency.Eur), CancellationToken.None)).Amount;

    /// <summary>How the customer reads what came to his credit and what went: the newest first.</summary>
    public async Task<IReadOnlyList<(string Kind, string Memo, decimal Amount)>> HistoryAsync(Customer customer) =>
        [.. (await Business.Get<CreditQueries>().HistoryAsync(customer.Caller, CancellationToken.None)).Value.Movements.Select(movement => (movement.Kind, movement.Memo, movement.Amount.Amount))];

    /// <summary>What one customer's business left in a book.</summary>
    public async Task<decimal> BookAsync(Customer customer, string book) => await Business.ScalarAsync<long>(
        $"select coalesce(sum(p.amount), 0) from billing_posting p join billing_entry e on e.id = p.entry_id where e.account_id = {customer.Id} and p.book = '{book}'") / Money.StoredParts;

    public Task<long> EntriesOfAsync(InvoiceId id) => Business.ScalarAsync<long>($"select count(*) from billing_entry where invoice_id = {id}");

    public Task<List<string>> MailsToAsync(Customer customer) => Business.Database.ReadAsync(
        session => session.ListAsync("select subject from mail_message where recipient = @recipient order by id", row => row.Text(0), ("recipient", customer.Account.Email)), CancellationToken.None);

    public async Task<IReadOnlyList<int>> WrongEntriesAsync() => await Business.Database.ReadAsync(LedgerStore.UnbalancedAsync, CancellationToken.None);

    public Invoices Invoices => Business.Get<Invoices>();

    public Task DoAsync(Func<DatabaseTransaction, Task> deed) => Business.Database.InTransactionAsync(deed, CancellationToken.None);

    public Task<Result<T>> DoAsync<T>(Func<DatabaseTransaction, Task<Result<T>>> deed) => Business.Database.InTransactionAsync(deed, CancellationToken.None);
}
