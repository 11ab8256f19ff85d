using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Pricing;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>An invoice from its issue to the day on which its money is earned, and who may read it.</summary>
public abstract class InvoiceStoreTests(StoreFixture store)
{
    private readonly InvoiceScene _scene = new(store.Business);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_settled_when_all_of_it_is_paid_and_not_before()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenInvoiceAsync(customer, 10, InvoiceScene.Dutch);

        (await _scene.ApplyAsync(customer, invoice.Id, 12.09m)).Value.Balance.Amount.ShouldBe(0.01m);
        var part = await _scene.InvoiceAsync(invoice.Id);
        (part.State, part.SettledAt, part.Number, part.Paid.Amount).ShouldBe((InvoiceState.Unpaid, null, null, 12.09m));

        (await _scene.ApplyAsync(customer, invoice.Id)).Succeeded.ShouldBeTrue();
        var whole = await _scene.InvoiceAsync(invoice.Id);
        (whole.State, whole.SettledAt, whole.PostedAt, whole.Balance.Amount).ShouldBe((InvoiceState.Paid, _scene.Now, _scene.Now, 0));
        whole.Number.ShouldStartWith("INV-2026-");
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(10);
        (await _scene.BookAsync(customer, Book.Tax("NL"))).ShouldBe(2.10m);
    }

    [Fact]
    public async Task An_invoice_of_nothing_is_numbered_and_leaves_no_entry_in_the_books()
    {
        var customer = await _scene.GivenCustomerAsync(0);
        var invoice = await _scene.GivenInvoiceAsync(customer, 0);

        (await _scene.ApplyAsync(customer, invoice.Id)).Succeeded.ShouldBeTrue();

        (await _scene.InvoiceAsync(invoice.Id)).Number.ShouldNotBeNull();
        (await _scene.EntriesOfAsync(invoice.Id)).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.001)]
    [InlineData(100_000_000.01)]
    public async Task An_amount_that_cannot_be_meant_pays_nothing(decimal amount)
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenInvoiceAsync(customer, 10);

        (await _scene.ApplyAsync(customer, invoice.Id, amount)).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "billing.amount-invalid", "amount: give a positive amount with at most two decimals, or leave it out to pay all that is open."));

        (await _scene.InvoiceAsync(invoice.Id)).Paid.IsZero.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_a_large_amount_only_what_is_open_is_taken_and_nothing_for_an_invoice_of_nothing()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        (await _scene.ApplyAsync(customer, (await _scene.GivenInvoiceAsync(customer, 10)).Id, 100_000_000)).Value.State.ShouldBe(InvoiceState.Paid);
        (await _scene.CreditAsync(customer)).ShouldBe(40);

        var nothing = await _scene.GivenInvoiceAsync(customer, 0);
        (await _scene.ApplyAsync(customer, nothing.Id, -1)).Failure!.Code.ShouldBe("billing.amount-invalid");
        (await _scene.ApplyAsync(customer, nothing.Id, 0)).Value.State.ShouldBe(InvoiceState.Paid);
        (await _scene.CreditAsync(customer)).ShouldBe(40);
    }

    [Fact]
    public async Task Credit_pays_ones_own_issued_invoices_and_no_other()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var foreign = await _scene.GivenInvoiceAsync(await _scene.GivenCustomerAsync(0), 10);
        (await _scene.ApplyAsync(customer, foreign.Id)).Failure.ShouldBe(BillingFailures.NoInvoice(foreign.Id));
        (await _scene.ApplyAsync(customer, new InvoiceId(2_000_000_000))).Failure.ShouldBe(new Failure(FailureKind.NotFound, "billing.invoice-unknown", "There is no invoice 2000000000 on this account."));

        var draft = await _scene.GivenDraftAsync(customer);
        (await _scene.ApplyAsync(customer, draft.Id)).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "billing.not-issued", $"Invoice {draft.Id} is still growing; it is paid from the credit by itself."));
        var topUp = await _scene.GivenInvoiceAsync(customer, 10, purpose: InvoicePurpose.TopUp);
        (await _scene.ApplyAsync(customer, topUp.Id)).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "billing.top-up-from-credit", "A top-up brings credit and cannot be paid with it; pay it in one of the ways that getpaymentgw names."));
        var cancelled = await _scene.GivenInvoiceAsync(customer, 10);
        await _scene.GiveBackAsync(cancelled.Id);
        (await _scene.ApplyAsync(customer, cancelled.Id)).Failure.ShouldBe(
            new Failure(FailureKind.Invalid, "billing.invoice-state", "An invoice that is Cancelled cannot be changed this way (Settle)."));
        var paid = await _scene.GivenPaidAsync(customer, 10);
        (await _scene.ApplyAsync(customer, paid.Id)).Failure.ShouldBe(new Failure(FailureKind.Invalid, "billing.already-paid", "The invoice is already paid."));
        (await _scene.Business.Get<ApplyCredit>().RunAsync(customer.Caller with { OnlyServer = new ServerId(1) }, topUp.Id, null, Ending)).Failure!.Kind.ShouldBe(FailureKind.Forbidden);

        (await _scene.CreditAsync(customer)).ShouldBe(40);
    }

    [Fact]
    public async Task Credit_that_does_not_suffice_says_how_much_there_is()
    {
        var customer = await _scene.GivenCustomerAsync(1);

        (await _scene.ApplyAsync(customer, (await _scene.GivenInvoiceAsync(customer, 10)).Id)).Failure.ShouldBe(new Failure(
            FailureKind.PaymentRequired, "billing.not-enough-credit", "not enough funds: 10.00 EUR wanted, 1.00 EUR on the credit balance. Top up the balance and try again."));
    }

    [Fact]
    public async Task Hours_grow_with_the_tax_that_is_in_them_and_become_an_invoice_when_the_month_is_over()
    {
        var customer = await _scene.GivenCustomerAsync(20);
        var draft = await _scene.GivenDraftAsync(customer, InvoiceScene.Dutch);

        var grown = (await GrowAsync(draft, 7.26m)).Value;
        grown = (await GrowAsync(grown, 4.84m)).Value;
        (grown.Net.ToText(), grown.Tax.ToText(), grown.Paid.ToText()).ShouldBe(("10.00", "2.10", "12.10"));
        var poor = (await GrowAsync(grown, 8)).Failure.ShouldNotBeNull();
        poor.Code.ShouldBe("billing.not-enough-credit");
        (await _scene.DetailsAsync(customer, draft.Id)).Lines.Single().Amount.ToText().ShouldBe("10.00", "the hours so far");

        await CloseAsync(grown, "10 hours");

        var details = await _scene.DetailsAsync(customer, draft.Id);
        (details.Invoice.State, details.Invoice.SettledAt, details.Invoice.Total.ToText()).ShouldBe((InvoiceState.Paid, _scene.Now, "12.10"));
        details.Invoice.Number.ShouldNotBeNull();
        details.Lines.Select(line => (line.Description, line.Amount.ToText())).ShouldBe([("10 hours", "10.00")]);
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(10);
        (await _scene.BookAsync(customer, Book.Tax("NL"))).ShouldBe(2.10m);
        (await _scene.CreditAsync(customer)).ShouldBe(7.90m);
    }

    [Fact]
    public async Task A_month_without_a_paid_hour_is_no_invoice()
    {
        var customer = await _scene.GivenCustomerAsync(20);
        var draft = await _scene.GivenDraftAsync(customer);

        await CloseAsync(draft, "0 hours");

        var after = await _scene.InvoiceAsync(draft.Id);
        (after.State, after.SettledAt, after.Number, after.PostedAt).ShouldBe((InvoiceState.Cancelled, null, null, null));
        (await _scene.MailsToAsync(customer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_delivered_service_is_earned_once_for_the_period_that_begins_then()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(50);
        var id = (await _scene.Business.OrderAsync(customer)).Value.InvoiceId;
        var (from, to) = (_scene.Now.AddHours(1), _scene.Now.AddDays(30));

        await _scene.DoAsync(transaction => _scene.Invoices.DeliveredAsync(transaction, id, from, to));
        var earned = await _scene.InvoiceAsync(id);
        await _scene.DoAsync(transaction => _scene.Invoices.DeliveredAsync(transaction, id, from.AddDays(1), to.AddDays(1)));

        (earned.PeriodFrom, earned.PeriodTo).ShouldBe((from, to));
        var again = await _scene.InvoiceAsync(id);
        (again.Number, again.PeriodFrom, again.PeriodTo).ShouldBe((earned.Number, from, to));
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(earned.Total.Amount);
    }

    [Fact]
    public async Task What_an_older_version_earned_when_it_was_paid_gets_its_period_when_it_is_delivered()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenPaidAsync(customer, 10, purpose: InvoicePurpose.Order);

        await _scene.DoAsync(transaction => _scene.Invoices.DeliveredAsync(transaction, invoice.Id, _scene.Now, _scene.Now.AddDays(30)));

        var after = await _scene.InvoiceAsync(invoice.Id);
        (after.Number, after.PeriodFrom, after.PeriodTo).ShouldBe((invoice.Number, _scene.Now, _scene.Now.AddDays(30)));
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(10);
    }

    [Fact]
    public async Task It_bills_the_customer_as_he_was_when_it_was_issued()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var invoice = await _scene.GivenInvoiceAsync(customer, 10);
        (await _scene.Business.Get<ChangeBillingDetails>().RunAsync(customer.Caller, new BillingDetails { Company = "Another B.V." }, Ending)).Succeeded.ShouldBeTrue();

        (await _scene.ApplyAsync(customer, invoice.Id)).Succeeded.ShouldBeTrue();

        (await _scene.InvoiceAsync(invoice.Id)).BillTo.Name.ShouldBe("Example B.V.");
        // Invoices of a version that did not write it down bill the customer as he is when they are numbered.
        var old = await _scene.GivenInvoiceAsync(customer, 10);
        await _scene.DoAsync(transaction => transaction.ExecuteAsync($"update billing_invoice set bill_to = '' where id = {old.Id}"));
        var nobody = (await _scene.InvoiceAsync(old.Id)).BillTo;
        string.Concat([nobody.Name, nobody.Person, nobody.Country, nobody.VatNumber, nobody.Email, .. nobody.Lines]).ShouldBeEmpty();
        (await _scene.ApplyAsync(customer, old.Id)).Succeeded.ShouldBeTrue();
        (await _scene.InvoiceAsync(old.Id)).BillTo.Name.ShouldBe("Another B.V.");
    }

    [Fact]
    public async Task What_the_lines_say_with_tax_is_shown_as_it_was_issued()
    {
        var customer = await _scene.GivenCustomerAsync(50);

        var invoice = await _scene.GivenPaidAsync(customer, 12.10m, InvoiceScene.Dutch with { Included = true });

        var details = await _scene.DetailsAsync(customer, invoice.Id);
        (details.Invoice.Net.ToText(), details.Lines.Single().Amount.ToText()).ShouldBe(("10.00", "12.10"));
    }

    [Fact]
    public async Task Strangers_read_no_invoice_and_the_customer_his_own()
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(50);
        var stranger = await _scene.GivenCustomerAsync(0);
        var placed = (await _scene.Business.OrderAsync(customer)).Value;
        await _scene.Business.AdvanceToRestAsync(placed.Callback!.Value);
        var service = (await _scene.Business.Get<ServiceQueries>().FindAsync(customer.Caller, placed.ServerId, Ending)).Value.Service;
        var next = (await _scene.Business.Get<IssueEarly>().RunAsync(customer.Caller, placed.ServerId, Ending)).Value;
        var queries = _scene.Business.Get<InvoiceQueries>();

        (await queries.OfServiceAsync(customer.Caller, service.Id, Ending)).Value.Select(invoice => invoice.Id).ShouldBe([next.Id, placed.InvoiceId]);
        (await queries.OfServiceAsync(stranger.Caller, service.Id, Ending)).Failure.ShouldBe(
            new Failure(FailureKind.NotFound, "billing.service-unknown", $"product: there is no service {service.Id} on this account."));
        (await queries.FindAsync(customer.Caller, placed.InvoiceId, Ending)).Value.Invoice.AccountId.ShouldBe(customer.Id);
        (await queries.FindAsync(stranger.Caller, placed.InvoiceId, Ending)).Failure.ShouldBe(BillingFailures.NoInvoice(placed.InvoiceId));
        (await queries.FindAsync(customer.Caller, new InvoiceId(2_000_000_000), Ending)).Failure!.Code.ShouldBe("billing.invoice-unknown");
        (await queries.ListAsync(stranger.Caller, Ending)).Value.ShouldBeEmpty();
        var narrow = customer.Caller with { OnlyServer = placed.ServerId };
        (await queries.ListAsync(narrow, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await queries.FindAsync(narrow, placed.InvoiceId, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await queries.OfServiceAsync(narrow, service.Id, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await _scene.Business.Get<CreditQueries>().HistoryAsync(narrow, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
    }

    [Fact]
    public async Task The_operator_sees_what_is_open_the_longest_due_first()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var late = await IssueDueAsync(customer, days: 9);
        var soon = await IssueDueAsync(customer, days: 2);
        var pending = await IssueDueAsync(customer, days: 5);
        await _scene.DoAsync(transaction => _scene.Invoices.AwaitPaymentAsync(transaction, pending, pending: true));
        _ = await _scene.GivenPaidAsync(customer, 10);

        var due = await _scene.Business.Get<DueInvoices>().ListAsync(Ending);

        due.Where(invoice => invoice.AccountId == customer.Id).Select(invoice => (invoice.Id, invoice.State)).ShouldBe(
            [(soon.Id, InvoiceState.Unpaid), (pending.Id, InvoiceState.PaymentPending), (late.Id, InvoiceState.Unpaid)]);
        (await _scene.Business.Get<DueInvoices>().FindAsync(late.Id, Ending))!.DueAt.ShouldBe(late.DueAt);
    }

    [Fact]
    public async Task Whatever_moves_a_customers_money_makes_answers_that_were_kept_of_him_old()
    {
        var customer = await _scene.GivenCustomerAsync(100);
        var invoice = await ChangesAsync(() => _scene.GivenInvoiceAsync(customer, 10));
        await ChangesAsync(() => _scene.ApplyAsync(customer, invoice.Id, 3));
        await ChangesAsync(() => Awaits(pending: true));
        await ChangesAsync(() => Awaits(pending: false));
        await ChangesAsync(() => _scene.ApplyAsync(customer, invoice.Id));
        await ChangesAsync(() => _scene.RefundAsync(invoice.Id, 4));
        var given = await _scene.GivenInvoiceAsync(customer, 10);
        await ChangesAsync(async () => { await _scene.GiveBackAsync(given.Id); return given; });
        var draft = await _scene.GivenDraftAsync(customer);
        draft = (await ChangesAsync(() => GrowAsync(draft, 1))).Value;
        await ChangesAsync(async () => { await CloseAsync(draft, "an hour"); return draft; });
        await ChangesAsync(() => _scene.DoAsync(transaction => _scene.Business.Get<GrantCredit>().RunAsync(transaction, customer.Id, InvoiceScene.Eur(1), "a gift")));

        async Task<T> ChangesAsync<T>(Func<Task<T>> deed)
        {
            var before = _scene.Business.Get<Changes>().CountOf($"account:{customer.Id}");
            var done = await deed();
            _scene.Business.Get<Changes>().CountOf($"account:{customer.Id}").ShouldBeGreaterThan(before);
            return done;
        }

        async Task<Invoice> Awaits(bool pending)
        {
            await _scene.DoAsync(async transaction => await _scene.Invoices.AwaitPaymentAsync(transaction, (await InvoiceStore.FindAsync(transaction, invoice.Id))!, pending));
            return await _scene.InvoiceAsync(invoice.Id);
        }
    }

    private Task<Result<Invoice>> GrowAsync(Invoice draft, decimal amount) => _scene.DoAsync<Invoice>(transaction => _scene.Invoices.GrowAsync(transaction, draft, InvoiceScene.Eur(amount)));

    private Task CloseAsync(Invoice draft, string text) => _scene.DoAsync(transaction => _scene.Invoices.CloseDraftAsync(transaction, draft, [new NewLine("hours", text, draft.Net)]));

    private Task<Invoice> IssueDueAsync(Customer customer, int days) =>
        _scene.IssueAsync(new NewInvoice(customer.Id, InvoicePurpose.Usage, [new NewLine("preset", "a server", InvoiceScene.Eur(10))], TaxTreatment.None, _scene.Now.AddDays(days)));
}

public sealed class InvoicesOnSqlite(OnSqlite store) : InvoiceStoreTests(store), IClassFixture<OnSqlite>;

public sealed class InvoicesOnPostgreSql(OnPostgreSql store) : InvoiceStoreTests(store), IClassFixture<OnPostgreSql>;
