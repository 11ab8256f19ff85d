using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Storage;
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

    [Fact]
    public async Task What_is_taken_back_comes_from_the_credit_and_the_rest_is_owed_until_credit_comes()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(4);
        var ledger = _business.Get<Ledger>();

        await WriteAsync(transaction => ledger.ReverseAsync(transaction, customer.Id, null, "card", Eur(10), "pi_1"));
        (await _business.CreditOfAsync(customer)).ShouldBe(Eur(0));
        (await OwedAsync(customer)).ShouldBe(Eur(6));
        (await BookAsync(customer, "reversal")).ShouldBe(
            [(Book.Owed(customer.Id), -60_000), (Book.Credit(customer.Id), -40_000), (Book.Gateway("card"), 40_000), (Book.Gateway("card"), 60_000)]);

        await WriteAsync(async transaction =>
        {
            await ledger.DepositAsync(transaction, customer.Id, null, "card", Eur(2), "pi_2");
            await ledger.RepayAsync(transaction, customer.Id, null, Currency.Eur, "pi_2");
        });
        (await OwedAsync(customer)).ShouldBe(Eur(4), "as far as the credit reaches");
        await WriteAsync(async transaction =>
        {
            await ledger.GrantAsync(transaction, customer.Id, Eur(9), "sorry");
            await ledger.RepayAsync(transaction, customer.Id, null, Currency.Eur, "sorry");
            // Nothing is owed any more.
            await ledger.RepayAsync(transaction, customer.Id, null, Currency.Eur, "again");
        });
        (await OwedAsync(customer)).ShouldBe(Eur(0));
        (await _business.CreditOfAsync(customer)).ShouldBe(Eur(5));

        (await _business.Get<CreditQueries>().HistoryAsync(customer.Caller, TestContext.Current.CancellationToken)).Value.Movements.Select(movement => (movement.Kind, movement.Memo, movement.Amount.Amount)).ShouldBe(
        [
            ("repayment", "sorry", -4), ("grant", "sorry", 9), ("repayment", "pi_2", -2), ("deposit", "pi_2", 2), ("reversal", "pi_1", -4), ("grant", "a gift", 4),
        ]);
        await BooksBalanceAsync();
    }

    [Fact]
    public async Task The_books_refuse_what_would_make_them_wrong()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var ledger = _business.Get<Ledger>();
        var invoice = (await _business.OrderAsync(customer)).Value.InvoiceId;

        foreach (var amount in new[] { 0m, -1 })
        {
            (await RefusalAsync(transaction => ledger.GrantAsync(transaction, customer.Id, Eur(amount), "a gift"))).ShouldBe($"Only a positive amount can be moved, not {Eur(amount)}.");
        }

        // 3.10 are held.
        (await RefusalAsync(transaction => ledger.VoidAsync(transaction, customer.Id, invoice, Eur(3.11m), "too much"))).ShouldBe("The entry 'too much' takes more than there is.");
        (await RefusalAsync(transaction => ledger.PostAsync(transaction, customer.Id, invoice, Eur(3), Eur(0.11m), "NL"))).ShouldBe($"The entry 'invoice {invoice}' takes more than there is.");
        // Finer than what is written down: each half would vanish, and the whole would not.
        (await RefusalAsync(transaction => ledger.PostAsync(transaction, customer.Id, invoice, Eur(0.00005m), Eur(0.00005m), "NL"))).ShouldBe($"The entry 'invoice {invoice}' does not sum to zero.");

        (await BookAsync(customer, "grant")).Count.ShouldBe(2);
        (await BookAsync(customer, "void")).ShouldBeEmpty();
        await WriteAsync(transaction => ledger.VoidAsync(transaction, customer.Id, invoice, Eur(3.10m), "all of it"));
        (await _business.CreditOfAsync(customer)).ShouldBe(Eur(50));

        async Task<string> RefusalAsync(Func<DatabaseTransaction, Task> write) => (await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(write))).Message;
    }

    [Fact]
    public async Task Books_of_a_customer_tell_their_balance_in_each_posting_and_the_providers_do_not()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(20);
        var placed = (await _business.OrderAsync(customer)).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        await WriteAsync(transaction => _business.Get<Ledger>().ReverseAsync(transaction, customer.Id, null, "card", Eur(20), "pi_1"));

        var balances = await _business.Database.ReadAsync(
            session => session.ListAsync(
                "select p.book, case when p.balance is null then 0 else 1 end, coalesce(p.balance, 0) from billing_posting p join billing_entry e on e.id = p.entry_id where e.account_id = @account order by p.id",
                row => (row.Text(0).Split(':')[0], row.Int(1) == 1 ? Money.FromStored(row.Long(2), Currency.Eur).Amount : (decimal?)null),
                ("account", customer.Id.Value)),
            TestContext.Current.CancellationToken);

        balances.ShouldBe(
        [
            ("deposits", null), ("credit", 20), ("credit", 16.90m), ("held", 3.10m), ("held", 0), ("revenue", null),
            ("credit", 0), ("gateway", null), ("owed", -3.10m), ("gateway", null),
        ]);
    }

    [Fact]
    public async Task Credit_is_given_with_a_reason_in_the_accounts_currency_up_to_a_million()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);

        foreach (var reason in new[] { "", " ", new string('x', 501) })
        {
            (await GrantAsync(1, reason)).ShouldBe(new Failure(FailureKind.Invalid, "billing.grant-reason", "reason: say in 1 to 500 characters why; it stays in the books and the customer reads it."));
        }

        foreach (var amount in new[] { -0.01m, 0.001m, 1_000_000.01m })
        {
            (await GrantAsync(amount)).ShouldBe(new Failure(FailureKind.Invalid, "billing.credit-invalid", "credit: give an amount of 0 to 1000000, with at most two decimals."));
        }

        (await GrantAsync(1, currency: Currency.Usd)).ShouldBe(new Failure(FailureKind.Invalid, "billing.currency-mixed", "currency: this account is billed in EUR, not in USD."));
        (await _business.CreditOfAsync(customer)).ShouldBe(Eur(0));

        (await GrantAsync(0)).ShouldBeNull("nothing is given, and that is all right");
        (await GrantAsync(1_000_000, new string('x', 500))).ShouldBeNull();
        // The blanks around a reason are not what it says, however many there are.
        (await GrantAsync(1, $"{new string(' ', 500)}thanks\n")).ShouldBeNull();
        (await _business.Get<CreditQueries>().HistoryAsync(customer.Caller, TestContext.Current.CancellationToken)).Value.Movements.Select(movement => (movement.Memo, movement.Amount.Amount)).ShouldBe(
            [("thanks", 1), (new string('x', 500), 1_000_000)]);

        async Task<Failure?> GrantAsync(decimal amount, string reason = "a gift", Currency? currency = null) => (await _business.Database.InTransactionAsync(
            transaction => _business.Get<GrantCredit>().RunAsync(transaction, customer.Id, new Money(amount, currency ?? Currency.Eur), reason), TestContext.Current.CancellationToken)).Failure;
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

    private static Money Eur(decimal amount) => new(amount, Currency.Eur);

    private Task<Money> OwedAsync(Customer customer) => _business.Database.ReadAsync(session => Ledger.OwedAsync(session, customer.Id, Currency.Eur), TestContext.Current.CancellationToken);

    private Task WriteAsync(Func<DatabaseTransaction, Task> write) => _business.Database.InTransactionAsync(write, TestContext.Current.CancellationToken);

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
