using CsCheck;
using Shouldly;
using Slipway.Billing;
using Slipway.Pricing;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

public sealed class LedgerProperties(OnSqlite store) : IClassFixture<OnSqlite>
{
    private static readonly Gen<(int Verb, int Which, int Cents)> Deed = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[1, 5_000]);

    private readonly Business _business = store.Business;

    [Fact]
    public Task The_ledger_balances_under_any_sequence_of_grants_invoices_payments_and_refunds() => Deed.Array[1, 15].SampleAsync(
        async deeds =>
        {
            var customer = await _business.GivenCustomerWithCreditAsync(20);
            var invoices = new List<InvoiceId>();
            foreach (var (verb, which, cents) in deeds)
            {
                await DoAsync(customer, invoices, verb, which, new Money(cents / 100m, Currency.Eur));

                var credit = await _business.CreditOfAsync(customer);
                credit.IsNegative.ShouldBeFalse();
                // What is on invoices and what is in the books is the same money.
                (await RevenueAsync(customer)).ShouldBe(await PaidAsync(customer));
            }

            (await _business.Database.ReadAsync(LedgerStore.UnbalancedAsync, CancellationToken.None)).ShouldBeEmpty();
            (await _business.ScalarAsync<long>("select sum(amount) from billing_posting")).ShouldBe(0);
        },
        iter: 60,
        threads: 2);

    private Task DoAsync(Customer customer, List<InvoiceId> invoices, int verb, int which, Money amount) => _business.Database.InTransactionAsync(
        async transaction =>
        {
            var billing = _business.Get<Invoices>();
            if (verb == 0)
            {
                (await _business.Get<GrantCredit>().RunAsync(transaction, customer.Id, amount, "property")).Succeeded.ShouldBeTrue();
            }
            else if (verb == 1 || invoices.Count == 0)
            {
                invoices.Add((await billing.IssueAsync(
                    transaction, new NewInvoice(customer.Id, InvoicePurpose.Usage, [new NewLine("preset", "a server", amount)], TaxTreatment.None, _business.Clock.GetUtcNow().AddDays(7))))!.Id);
            }
            else if (verb == 2 && (await InvoiceStore.FindAsync(transaction, invoices[which % invoices.Count]))! is var invoice)
            {
                // Refused when it is closed or the credit does not suffice; then nothing may have moved.
                _ = await billing.PayFromCreditAsync(transaction, invoice, amount > invoice.Balance ? invoice.Balance : amount);
            }
            else
            {
                await billing.GiveBackAsync(transaction, invoices[which % invoices.Count], "property");
            }
        },
        CancellationToken.None);

    private Task<long> RevenueAsync(Customer customer) => _business.ScalarAsync<long>(
        $"select coalesce(sum(p.amount), 0) from billing_posting p join billing_entry e on e.id = p.entry_id where e.account_id = {customer.Id} and (p.book = '{Book.Revenue}' or p.book like 'held:%')");

    private Task<long> PaidAsync(Customer customer) => _business.ScalarAsync<long>($"select coalesce(sum(paid - refunded), 0) from billing_invoice where account_id = {customer.Id}");
}
