using Shouldly;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing.Gateways;

public abstract class PaymentStoreTests(StoreFixture store)
{
    private readonly PaymentScene _scene = new(store.Business);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_told_twice_is_booked_once()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);

        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();
        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();

        await ShouldBeAsync(customer, credit: 0, owed: 0, cameIn: 10, "Paid 10.00 EUR");
        (await _scene.InvoiceAsync(invoice)).Number.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_payment_of_a_cancelled_invoice_stays_on_the_credit()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        await _scene.GiveBackAsync(invoice);

        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();

        await ShouldBeAsync(customer, credit: 10, owed: 0, cameIn: 10, "Cancelled 0.00 EUR");
    }

    [Fact]
    public async Task Two_sessions_that_are_both_paid_pay_once_and_the_rest_is_credit()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        var second = PaymentScene.NewName();
        await _scene.BeginAsync(invoice, second);

        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();
        (await _scene.HearAsync(PaymentScene.Paid(second, 10))).ShouldBeNull();

        await ShouldBeAsync(customer, credit: 10, owed: 0, cameIn: 20, "Paid 10.00 EUR");
    }

    [Fact]
    public async Task Money_taken_back_after_it_was_spent_is_owed_and_whatever_an_invoice_leaves_repays_it()
    {
        var (customer, _, name) = await GivenPaymentAsync(10);
        await _scene.HearAsync(PaymentScene.Paid(name, 10));

        (await _scene.HearAsync(PaymentScene.Lost(name, 10))).ShouldBeNull();

        await ShouldBeAsync(customer, credit: 0, owed: 10, cameIn: 0, "Paid 10.00 EUR");
        var second = PaymentScene.NewName();
        await _scene.BeginAsync(await _scene.GivenInvoiceAsync(customer, 25), second);
        (await _scene.HearAsync(PaymentScene.Paid(second, 25))).ShouldBeNull();
        await ShouldBeAsync(customer, credit: 0, owed: 10, cameIn: 25, "Paid 25.00 EUR, Paid 10.00 EUR");
        var third = PaymentScene.NewName();
        await _scene.BeginAsync(await _scene.GivenInvoiceAsync(customer, 1), third);
        (await _scene.HearAsync(PaymentScene.Paid(third, 12))).ShouldBeNull();
        await ShouldBeAsync(customer, credit: 1, owed: 0, cameIn: 37, "Paid 1.00 EUR, Paid 25.00 EUR, Paid 10.00 EUR");
    }

    [Fact]
    public async Task Money_taken_back_comes_from_the_credit_as_far_as_that_reaches()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(4);
        var name = PaymentScene.NewName();
        var invoice = await _scene.GivenInvoiceAsync(customer, 10);
        await _scene.BeginAsync(invoice, name);
        await _scene.GiveBackAsync(invoice);
        await _scene.HearAsync(PaymentScene.Paid(name, 10));

        (await _scene.HearAsync(PaymentScene.Refunded(name, 6))).ShouldBeNull();
        await ShouldBeAsync(customer, credit: 8, owed: 0, cameIn: 4, "Cancelled 0.00 EUR");

        // More than ever came does not go back, whatever is told.
        (await _scene.HearAsync(PaymentScene.Lost(name, 10))).ShouldBeNull();
        await ShouldBeAsync(customer, credit: 4, owed: 0, cameIn: 0, "Cancelled 0.00 EUR");
    }

    [Fact]
    public async Task An_event_in_another_currency_changes_nothing()
    {
        var (customer, _, name) = await GivenPaymentAsync(10);
        var before = await AllRowsAsync();

        var strange = PaymentScene.Paid(name, 10) with { Paid = new Money(10, Currency.Usd) };
        (await _scene.HearAsync(strange))!.Code.ShouldBe("billing.payment-currency");

        (await AllRowsAsync()).ShouldBe(before);
        await ShouldBeAsync(customer, credit: 0, owed: 0, cameIn: 0, "Unpaid 0.00 EUR");
    }

    [Fact]
    public async Task An_early_event_in_another_currency_does_not_keep_the_payment_from_being_stored()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(0);
        var name = PaymentScene.NewName();
        (await _scene.HearAsync(PaymentScene.Paid(name, 10) with { Paid = new Money(10, Currency.Usd) })).ShouldBeNull();

        await _scene.BeginAsync(await _scene.GivenInvoiceAsync(customer, 10), name);

        await ShouldBeAsync(customer, credit: 0, owed: 0, cameIn: 0, "Unpaid 0.00 EUR");
    }

    [Fact]
    public async Task An_invoice_shows_that_a_payment_is_under_way_until_none_is()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        var second = PaymentScene.NewName();
        await _scene.BeginAsync(invoice, second);

        await _scene.HearAsync(PaymentScene.Of(name, PaymentFacts.Completed));
        await _scene.HearAsync(PaymentScene.Of(second, PaymentFacts.Completed));
        (await _scene.InvoiceAsync(invoice)).State.ShouldBe(InvoiceState.PaymentPending);
        (await _scene.Business.Get<Payments>().WaysAsync(customer.Caller, invoice.Id, Token)).Failure!.Code.ShouldBe("billing.payment-pending");

        await _scene.HearAsync(PaymentScene.Of(name, PaymentFacts.Completed | PaymentFacts.Failed));
        (await _scene.InvoiceAsync(invoice)).State.ShouldBe(InvoiceState.PaymentPending);

        await _scene.HearAsync(PaymentScene.Of(second, PaymentFacts.Completed | PaymentFacts.Failed));
        (await _scene.InvoiceAsync(invoice)).State.ShouldBe(InvoiceState.Unpaid);
    }

    [Fact]
    public async Task A_top_up_is_credit_once_it_is_paid_and_is_not_bought_with_credit()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(50);
        var invoice = await _scene.GivenInvoiceAsync(customer, 20, InvoicePurpose.TopUp);

        await TransferAsync(invoice, 5, "T1" + invoice.Id);
        await ShouldBeAsync(customer, credit: 50, owed: 0, cameIn: 5, "Unpaid 5.00 EUR");

        await TransferAsync(invoice, 15, "T2" + invoice.Id);
        await ShouldBeAsync(customer, credit: 70, owed: 0, cameIn: 20, "Paid 20.00 EUR");
    }

    [Fact]
    public async Task Transfers_are_booked_as_they_come_and_each_once()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(0);
        var invoice = await _scene.GivenInvoiceAsync(customer, 10);

        var part = await TransferAsync(invoice, 4, "A" + invoice.Id);
        part.Open.ShouldBe(PaymentScene.Eur(6));
        part.BookedBefore.ShouldBeFalse();
        (await TransferAsync(invoice, 4, "A" + invoice.Id)).BookedBefore.ShouldBeTrue();
        await ShouldBeAsync(customer, credit: 0, owed: 0, cameIn: 4, "Unpaid 4.00 EUR");

        (await TransferAsync(invoice, 9, "B" + invoice.Id)).InvoiceState.ShouldBe(InvoiceState.Paid);
        await ShouldBeAsync(customer, credit: 3, owed: 0, cameIn: 13, "Paid 10.00 EUR");

        // Without the bank's name for it every call is a transfer of its own.
        await TransferAsync(invoice, 1, null);
        await TransferAsync(invoice, 1, null);
        await ShouldBeAsync(customer, credit: 5, owed: 0, cameIn: 15, "Paid 10.00 EUR");
    }

    [Fact]
    public async Task A_transfer_that_cannot_be_meant_is_refused_and_changes_nothing()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(0);
        var invoice = await _scene.GivenInvoiceAsync(customer, 10);
        var other = await _scene.GivenInvoiceAsync(customer, 10);
        await TransferAsync(invoice, 4, "C" + invoice.Id);
        var before = await AllRowsAsync();
        var confirm = _scene.Business.Get<ConfirmTransfer>();
        var reference = BankReference.Of(invoice.Id);
        var mistyped = reference[..^1] + (char)('0' + ((reference[^1] - '0' + 1) % 10));

        (await confirm.RunAsync(mistyped, PaymentScene.Eur(1), null, Token)).Failure!.Code.ShouldBe("billing.transfer-reference");
        (await confirm.RunAsync(BankReference.Of(new InvoiceId(2_000_000_000)), PaymentScene.Eur(1), null, Token)).Failure!.Code.ShouldBe("billing.transfer-reference");
        (await confirm.RunAsync(reference, PaymentScene.Eur(0), null, Token)).Failure!.Code.ShouldBe("billing.transfer-invalid");
        (await confirm.RunAsync(reference, PaymentScene.Eur(-4), null, Token)).Failure!.Code.ShouldBe("billing.transfer-invalid");
        (await confirm.RunAsync(reference, PaymentScene.Eur(1.001m), null, Token)).Failure!.Code.ShouldBe("billing.transfer-invalid");
        (await confirm.RunAsync(reference, PaymentScene.Eur(1), new string('x', 101), Token)).Failure!.Code.ShouldBe("billing.transfer-invalid");
        (await confirm.RunAsync(reference, new Money(1, Currency.Usd), null, Token)).Failure!.Code.ShouldBe("billing.payment-currency");
        (await confirm.RunAsync(reference, PaymentScene.Eur(5), "C" + invoice.Id, Token)).Failure!.Code.ShouldBe("billing.transfer-known");
        (await confirm.RunAsync(BankReference.Of(other.Id), PaymentScene.Eur(4), "C" + invoice.Id, Token)).Failure!.Code.ShouldBe("billing.transfer-known");

        (await AllRowsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_chargeback_that_is_heard_of_first_waits_for_its_payment()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        // It speaks of the payment by a name that nobody has told us yet.
        (await _scene.HearAsync(PaymentScene.Lost(name, 4))).ShouldBeNull();
        await ShouldBeAsync(customer, credit: 0, owed: 0, cameIn: 0, "Unpaid 0.00 EUR");

        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();

        await ShouldBeAsync(customer, credit: 0, owed: 4, cameIn: 6, "Paid 10.00 EUR");
        (await KeptAsync(name)).ShouldBe(0);
        (await _scene.InvoiceAsync(invoice)).Number.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_heard_before_our_own_row_is_booked_with_it_and_kept_no_longer()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(0);
        var name = PaymentScene.NewName();
        (await _scene.HearAsync(PaymentScene.Lost(name, 4))).ShouldBeNull();
        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();
        (await KeptAsync(name)).ShouldBe(2);

        await _scene.BeginAsync(await _scene.GivenInvoiceAsync(customer, 10), name);

        await ShouldBeAsync(customer, credit: 0, owed: 4, cameIn: 6, "Paid 10.00 EUR");
        (await KeptAsync(name)).ShouldBe(0);
    }

    [Fact]
    public async Task A_chargeback_of_a_payment_that_is_under_way_does_not_hide_that_it_is()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        await _scene.HearAsync(PaymentScene.Of(name, PaymentFacts.Completed));

        (await _scene.HearAsync(PaymentScene.Lost(name, 10))).ShouldBeNull();
        (await _scene.InvoiceAsync(invoice)).State.ShouldBe(InvoiceState.PaymentPending);

        (await _scene.HearAsync(PaymentScene.Paid(name, 10))).ShouldBeNull();
        await ShouldBeAsync(customer, credit: 0, owed: 10, cameIn: 0, "Paid 10.00 EUR");
    }

    [Fact]
    public async Task What_is_on_the_credit_helps_to_pay()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(4, autoPay: false);
        var invoice = await _scene.GivenInvoiceAsync(customer, 10);

        (await TransferAsync(invoice, 7, "H" + invoice.Id)).InvoiceState.ShouldBe(InvoiceState.Paid);

        await ShouldBeAsync(customer, credit: 1, owed: 0, cameIn: 7, "Paid 10.00 EUR");
    }

    [Fact]
    public async Task A_payment_that_only_becomes_credit_makes_answers_that_were_kept_old_too()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        await _scene.GiveBackAsync(invoice);
        var before = _scene.Business.Get<Changes>().CountOf($"account:{customer.Id}");

        await _scene.HearAsync(PaymentScene.Paid(name, 10));

        _scene.Business.Get<Changes>().CountOf($"account:{customer.Id}").ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task Events_and_the_row_that_arrive_together_lose_nothing_and_book_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var customer = await _scene.Business.GivenCustomerWithCreditAsync(0);
            var invoice = await _scene.GivenInvoiceAsync(customer, 10);
            var name = PaymentScene.NewName();

            List<Func<Task>> deeds = [() => _scene.BeginAsync(invoice, name), () => _scene.BeginAsync(invoice, name)];
            foreach (var heard in new[] { PaymentScene.Paid(name, 10), PaymentScene.Refunded(name, 3), PaymentScene.Refunded(name, 5), PaymentScene.Lost(name, 2) })
            {
                deeds.AddRange(Enumerable.Repeat<Func<Task>>(async () => (await _scene.HearAsync(heard)).ShouldBeNull(), 3));
            }

            await Task.WhenAll(deeds.Select(Task.Run));

            await ShouldBeAsync(customer, credit: 0, owed: 7, cameIn: 3, "Paid 10.00 EUR");
        }
    }

    [Fact]
    public async Task In_less_out_of_all_transactions_is_the_credit_less_what_is_owed()
    {
        var (customer, invoice, name) = await GivenPaymentAsync(10);
        await _scene.HearAsync(PaymentScene.Paid(name, 10));
        await _scene.HearAsync(PaymentScene.Refunded(name, 4));
        var second = PaymentScene.NewName();
        await _scene.BeginAsync(await _scene.GivenInvoiceAsync(customer, 20, InvoicePurpose.TopUp), second);
        await _scene.HearAsync(PaymentScene.Paid(second, 20));
        await TransferAsync(invoice, 2, "Q" + invoice.Id);

        var all = (await _scene.Business.Get<PaymentQueries>().OfAccountAsync(customer.Caller, Token)).Value;

        var sum = all.Aggregate(PaymentScene.Eur(0), (sum, one) => sum + one.AmountIn - one.AmountOut);
        sum.ShouldBe(await _scene.Business.CreditOfAsync(customer) - await _scene.OwedAsync(customer));
        all.ShouldAllBe(one => !one.AmountIn.IsNegative && !one.AmountOut.IsNegative && one.AmountIn.IsZero != one.AmountOut.IsZero);
        all[0].ShouldBe(all[0] with { Gateway = "banktransfer", AmountIn = PaymentScene.Eur(2), InvoiceId = invoice.Id, TransactionId = "Q" + invoice.Id });

        var own = (await _scene.Business.Get<PaymentQueries>().OfInvoiceAsync(customer.Caller, invoice.Id, Token)).Value;
        own.Select(one => (one.Gateway, one.AmountIn.Amount, one.AmountOut.Amount, one.TransactionId)).Reverse().ShouldBe(
            [("card", 10, 0, $"pi_{name}"), ("credit", 0, 10, ""), ("card", 0, 4, $"pi_{name}"), ("banktransfer", 2, 0, "Q" + invoice.Id)]);
        var stranger = await _scene.Business.GivenCustomerWithCreditAsync(0);
        (await _scene.Business.Get<PaymentQueries>().OfInvoiceAsync(stranger.Caller, invoice.Id, Token)).Failure!.Code.ShouldBe("billing.invoice-unknown");
    }

    private async Task<(Customer Customer, Invoice Invoice, string Name)> GivenPaymentAsync(decimal amount)
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(0);
        var invoice = await _scene.GivenInvoiceAsync(customer, amount);
        var name = PaymentScene.NewName();
        await _scene.BeginAsync(invoice, name);
        return (customer, invoice, name);
    }

    /// <summary>Events that wait for the payment they speak of.</summary>
    private Task<long> KeptAsync(string name) => _scene.Business.ScalarAsync<long>($"select count(*) from billing_early_event where reference in ('{name}', 'pi_{name}')");

    private async Task<ConfirmedTransfer> TransferAsync(Invoice invoice, decimal amount, string? transaction) =>
        (await _scene.Business.Get<ConfirmTransfer>().RunAsync(BankReference.Of(invoice.Id), PaymentScene.Eur(amount), transaction, Token)).Value;

    private async Task ShouldBeAsync(Customer customer, decimal credit, decimal owed, decimal cameIn, string invoices)
    {
        (await _scene.BooksAsync(customer)).ShouldBe(new Books(PaymentScene.Eur(credit), PaymentScene.Eur(owed), PaymentScene.Eur(cameIn), invoices));
        (await _scene.WrongEntriesAsync()).ShouldBeEmpty();
    }

    private Task<string?> AllRowsAsync() => _scene.Business.ScalarAsync<string>(
        "select (select count(*) from billing_posting) || ' ' || (select count(*) from billing_payment) || ' ' || (select count(*) from billing_early_event) || ' ' || (select sum(paid + state) from billing_invoice) || ' ' || " +
        "(select sum(paid + returned + facts) from billing_payment)");
}

public sealed class PaymentsOnSqlite(OnSqlite store) : PaymentStoreTests(store), IClassFixture<OnSqlite>;

public sealed class PaymentsOnPostgreSql(OnPostgreSql store) : PaymentStoreTests(store), IClassFixture<OnPostgreSql>;
