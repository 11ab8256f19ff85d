using CsCheck;
using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Pricing;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>The books beside a model that knows only a handful of sums.</summary>
public sealed class LedgerProperties(OnSqlite store) : IClassFixture<OnSqlite>
{
    private static readonly Gen<(int Verb, int Which, int Cents)> Deed = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[1, 5_000]);

    private static readonly TaxTreatment Tax = new(TaxRule.Domestic, 21, false, 0, "NL");

    private readonly Business _business = store.Business;

    [Fact]
    public Task The_ledger_is_what_its_model_says_under_any_sequence_of_deeds() => Deed.Array[1, 25].SampleAsync(
        async deeds =>
        {
            var customer = await _business.GivenCustomerWithCreditAsync(20);
            var model = new Model { Credit = 20 };
            foreach (var (verb, which, cents) in deeds)
            {
                await _business.Database.InTransactionAsync(
                    async transaction =>
                    {
                        await AccountQueries.GetForMoneyAsync(transaction, customer.Id);
                        await DoAsync(transaction, customer, model, verb, which, cents / 100m);
                    },
                    CancellationToken.None);

                (await SumsAsync(customer)).ShouldBe(model.Sums, $"after verb {verb}");
            }

            (await _business.Database.ReadAsync(Ledger.UnbalancedAsync, CancellationToken.None)).ShouldBeEmpty();
            (await _business.ScalarAsync<long>("select sum(amount) from billing_posting")).ShouldBe(0);
        },
        iter: 60,
        threads: 2);

    private async Task DoAsync(DatabaseTransaction transaction, Customer customer, Model model, int verb, int which, decimal amount)
    {
        var (invoices, ledger, money) = (_business.Get<Invoices>(), _business.Get<Ledger>(), new Money(amount, Currency.Eur));
        var known = model.Invoices.Count == 0 ? null : model.Invoices[which % model.Invoices.Count];
        switch (verb)
        {
            case 0:
                (await _business.Get<GrantCredit>().RunAsync(transaction, customer.Id, money, "property")).Succeeded.ShouldBeTrue();
                model.Credit += amount;
                break;
            case 1:
                await ledger.DepositAsync(transaction, customer.Id, null, "card", money, "property");
                await ledger.RepayAsync(transaction, customer.Id, null, Currency.Eur, "property");
                model.Deposit(amount);
                break;
            case 2:
                await ledger.ReverseAsync(transaction, customer.Id, null, "card", money, "property");
                model.Reverse(amount);
                break;
            case 3 or 4:
                // An order's invoice waits for a server; nobody is told of this run, because there is none.
                var issued = (await invoices.IssueAsync(transaction, new NewInvoice(customer.Id, InvoicePurpose.Usage, [new NewLine("preset", "a server", money)], Tax, _business.Clock.GetUtcNow())))!;
                if (verb == 4)
                {
                    await Invoices.BindAsync(transaction, issued.Id, AsyncKey.New());
                }

                model.Invoices.Add(new ModelInvoice(issued.Id, issued.Net.Amount, issued.Tax.Amount, verb == 4));
                issued.Tax.Amount.ShouldBe(Math.Round(amount * 0.21m, 2, MidpointRounding.AwayFromZero));
                break;
            case 5 or 6 when known is not null:
                var open = (await InvoiceStore.FindAsync(transaction, known.Id))!;
                var part = verb == 5 ? open.Balance : amount > open.Balance.Amount ? open.Balance : money;
                (await invoices.PayFromCreditAsync(transaction, open, part)).Succeeded.ShouldBe(model.Pay(known, part.Amount));
                break;
            case 7 when known is { Waits: true, State: "paid" }:
                (await invoices.DeliveredAsync(transaction, known.Id, _business.Clock.GetUtcNow(), _business.Clock.GetUtcNow().AddDays(30))).Succeeded.ShouldBeTrue();
                model.Earn(known);
                break;
            case 8 when known is not null:
                await invoices.GiveBackAsync(transaction, known.Id, "property");
                model.GiveBack(known);
                break;
            case 9 when known is not null:
                (await invoices.RefundAsync(transaction, (await InvoiceStore.FindAsync(transaction, known.Id))!, money, "property")).Succeeded.ShouldBe(model.Refund(known, amount));
                break;
        }
    }

    private async Task<Sums> SumsAsync(Customer customer)
    {
        async Task<decimal> BookAsync(string book) => await _business.ScalarAsync<long>(
            $"select coalesce(sum(p.amount), 0) from billing_posting p join billing_entry e on e.id = p.entry_id where e.account_id = {customer.Id} and p.book like '{book}'") / Money.StoredParts;
        return new Sums(
            (await _business.CreditOfAsync(customer)).Amount, await BookAsync("held:%"), -await BookAsync("owed:%"), await BookAsync("revenue") + await BookAsync("tax:NL"),
            await _business.ScalarAsync<long>($"select count(*) from billing_invoice where account_id = {customer.Id} and number is not null"));
    }

    /// <summary>Net and tax of credit notes are looked at elsewhere; here it is what a customer has and what the provider has.</summary>
    private sealed record Sums(decimal Credit, decimal Held, decimal Owed, decimal Earned, long Numbers);

    private sealed class ModelInvoice(InvoiceId id, decimal net, decimal tax, bool waits)
    {
        public InvoiceId Id { get; } = id;

        public decimal Total { get; } = net + tax;

        public bool Waits { get; } = waits;

        public string State { get; set; } = "open";

        public decimal Held { get; set; }

        public decimal Earned { get; set; }
    }

    private sealed class Model
    {
        private decimal _owed;
        private int _numbers;

        public decimal Credit { get; set; }

        public List<ModelInvoice> Invoices { get; } = [];

        public Sums Sums => new(Credit, Invoices.Sum(invoice => invoice.Held), _owed, Invoices.Sum(invoice => invoice.Earned), _numbers);

        public void Deposit(decimal amount)
        {
            Credit += amount;
            var repaid = Math.Min(_owed, Credit);
            (_owed, Credit) = (_owed - repaid, Credit - repaid);
        }

        public void Reverse(decimal amount)
        {
            var there = Math.Min(Credit, amount);
            (Credit, _owed) = (Credit - there, _owed + amount - there);
        }

        public bool Pay(ModelInvoice invoice, decimal amount)
        {
            if (invoice.State != "open" || amount > Credit)
            {
                return false;
            }

            (Credit, invoice.Held) = (Credit - amount, invoice.Held + amount);
            if (invoice.Held == invoice.Total)
            {
                invoice.State = "paid";
                if (!invoice.Waits)
                {
                    Earn(invoice);
                }
            }

            return true;
        }

        public void Earn(ModelInvoice invoice)
        {
            (invoice.Earned, invoice.Held, invoice.State) = (invoice.Held, 0, "earned");
            _numbers++;
        }

        public void GiveBack(ModelInvoice invoice)
        {
            if (invoice.State != "over")
            {
                var back = invoice.Held + invoice.Earned;
                (Credit, invoice.Held, invoice.Earned, invoice.State) = (Credit + back, 0, 0, "over");
                if (back > 0)
                {
                    // What comes back pays what is owed.
                    Deposit(0);
                }
            }
        }

        public bool Refund(ModelInvoice invoice, decimal amount)
        {
            if (invoice.State != "earned" || amount > invoice.Earned)
            {
                return false;
            }

            (Credit, invoice.Earned) = (Credit + amount, invoice.Earned - amount);
            Deposit(0);
            invoice.State = invoice.Earned == 0 ? "over" : "earned";
            return true;
        }
    }
}
