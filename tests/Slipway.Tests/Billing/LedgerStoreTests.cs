using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

public abstract class LedgerStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    [Fact]
    public async Task An_order_holds_its_price_until_the_server_is_ready_and_then_it_is_earned()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);

        var placed = (await _business.OrderAsync(customer)).Value;

        placed.Status.ShouldBe(InvoiceState.Paid);
        var invoice = await InvoiceAsync(customer, placed.InvoiceId);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(50, Currency.Eur) - invoice.Total);
        (await BookAsync(customer, "hold")).ShouldBe([(Book.Credit(customer.Id), -invoice.Total.ToStored()), (Book.Held(invoice.Id), invoice.Total.ToStored())]);
        (await BookAsync(customer, "payment")).ShouldBeEmpty();
        invoice.Number.ShouldBeNull();

        await _business.AdvanceToRestAsync(placed.Callback!.Value);

        (await BookAsync(customer, "payment")).ShouldBe([(Book.Held(invoice.Id), -invoice.Total.ToStored()), (Book.Revenue, invoice.Total.ToStored())]);
        (await InvoiceAsync(customer, placed.InvoiceId)).Number.ShouldStartWith("INV-2026-");
        await BooksBalanceAsync();
    }

    [Fact]
    public async Task A_thousand_parallel_orders_spend_credit_for_ten_and_no_more()
    {
        var price = await PriceAsync();
        var customer = await _business.GivenCustomerWithCreditAsync((price * 10).Amount + 0.01m);
        // What is remembered of the stock is out of date, so unpaid orders have to look: with 1,000 of them and 40 connections
        // that must not need a second one each.
        _business.Clock.Advance(TimeSpan.FromMinutes(1));

        var placed = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => _business.OrderAsync(customer))));

        placed.Count(order => order.Value.Status == InvoiceState.Paid).ShouldBe(10);
        placed.Count(order => order.Value.Status == InvoiceState.Unpaid).ShouldBe(990);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(0.01m, Currency.Eur));
        await BooksBalanceAsync();
    }

    [Fact]
    public async Task An_invoice_paid_in_part_waits_for_the_rest()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50, autoPay: false);
        var placed = (await _business.OrderAsync(customer)).Value;
        var total = (await InvoiceAsync(customer, placed.InvoiceId)).Total;

        var part = (await ApplyAsync(customer, placed, 1)).Value;
        part.State.ShouldBe(InvoiceState.Unpaid);
        part.Balance.ShouldBe(total - new Money(1, Currency.Eur));

        // More than is open is not taken.
        var rest = (await ApplyAsync(customer, placed, 1_000)).Value;
        rest.State.ShouldBe(InvoiceState.Paid);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(50, Currency.Eur) - total);
        (await ApplyAsync(customer, placed, null)).Failure.ShouldBe(BillingFailures.AlreadyPaid);
    }

    [Fact]
    public async Task Credit_that_does_not_suffice_is_refused_and_stays()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1);
        var placed = (await _business.OrderAsync(customer)).Value;

        (await ApplyAsync(customer, placed, null)).Failure!.Code.ShouldBe("billing.not-enough-credit");

        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(1, Currency.Eur));
    }

    [Theory]
    [InlineData(50, InvoiceState.Refunded)]
    [InlineData(1, InvoiceState.Cancelled)]
    public async Task Giving_back_twice_gives_back_once(int credit, InvoiceState expected)
    {
        var customer = await _business.GivenCustomerWithCreditAsync(credit);
        var placed = (await _business.OrderAsync(customer)).Value;
        if (expected == InvoiceState.Cancelled)
        {
            (await ApplyAsync(customer, placed, 0.5m)).Succeeded.ShouldBeTrue();
        }

        for (var time = 0; time < 2; time++)
        {
            await _business.Database.InTransactionAsync(transaction => _business.Get<Invoices>().GiveBackAsync(transaction, placed.InvoiceId, "test"), TestContext.Current.CancellationToken);
        }

        (await InvoiceAsync(customer, placed.InvoiceId)).State.ShouldBe(expected);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(credit, Currency.Eur));
        await BooksBalanceAsync();
    }

    [Fact]
    public async Task A_refused_transaction_leaves_no_posting()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);

        var refused = await _business.Database.InTransactionAsync<Unit>(
            async transaction =>
            {
                await _business.Get<Ledger>().GrantAsync(transaction, customer.Id, new Money(10, Currency.Eur), "never");
                return BillingFailures.AlreadyPaid;
            },
            TestContext.Current.CancellationToken);

        refused.Failure.ShouldBe(BillingFailures.AlreadyPaid);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(50, Currency.Eur));
    }

    private async Task<Money> PriceAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        return (await _business.Get<PlaceOrder>().QuoteAsync(customer.Caller, Business.AnOrder(), TestContext.Current.CancellationToken)).Value.Order.Quote.Total;
    }

    private Task<Result<Invoice>> ApplyAsync(Customer customer, PlacedOrder placed, decimal? amount) =>
        _business.Get<ApplyCredit>().RunAsync(customer.Caller, placed.InvoiceId, amount, TestContext.Current.CancellationToken);

    private async Task<Invoice> InvoiceAsync(Customer customer, InvoiceId id) =>
        (await _business.Get<InvoiceQueries>().FindAsync(customer.Caller, id, TestContext.Current.CancellationToken)).Value.Invoice;

    private Task<List<(string Book, long Amount)>> BookAsync(Customer customer, string kind) => _business.Database.ReadAsync(
        session => session.ListAsync(
            "select p.book, p.amount from billing_posting p join billing_entry e on e.id = p.entry_id where e.account_id = @account and e.kind = @kind order by p.amount",
            row => (row.Text(0), row.Long(1)),
            ("account", customer.Id.Value), ("kind", kind)),
        TestContext.Current.CancellationToken);

    private async Task BooksBalanceAsync()
    {
        (await _business.Database.ReadAsync(LedgerStore.UnbalancedAsync, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await _business.ScalarAsync<long>("select count(*) from billing_posting")).ShouldBePositive();
    }
}

public sealed class LedgerOnSqlite(OnSqlite store) : LedgerStoreTests(store), IClassFixture<OnSqlite>;

public sealed class LedgerOnPostgreSql(OnPostgreSql store) : LedgerStoreTests(store), IClassFixture<OnPostgreSql>;
