using Shouldly;
using Slipway.Billing;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>Several invoices paid in one.</summary>
public abstract class CollectiveStoreTests(StoreFixture store)
{
    private readonly InvoiceScene _scene = new(store.Business);

    [Fact]
    public async Task It_asks_for_what_is_open_of_each_invoice_once_and_bears_no_tax_of_its_own()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var first = await _scene.GivenInvoiceAsync(customer, 10, InvoiceScene.Dutch);
        var second = await _scene.GivenInvoiceAsync(customer, 5);
        (await _scene.ApplyAsync(customer, first.Id, 2)).Succeeded.ShouldBeTrue();

        var collective = (await CollectAsync(customer, first.Id, second.Id, first.Id)).Value;

        var details = await _scene.DetailsAsync(customer, collective.Id);
        details.Lines.Select(line => (line.Kind, line.Description, line.Amount.ToText(), line.Pays)).ShouldBe(
            [("invoice", $"Invoice {first.Id}", "10.10", first.Id), ("invoice", $"Invoice {second.Id}", "5.00", second.Id)]);
        details.Invoice.Total.ToText().ShouldBe("15.10");
        details.Invoice.Tax.IsZero.ShouldBeTrue();
        details.Invoice.DueAt.ShouldBe(_scene.Now.AddDays(14));
        details.Invoice.State.ShouldBe(InvoiceState.Unpaid);
    }

    [Fact]
    public async Task Paid_it_pays_each_of_them_and_earns_nothing_itself()
    {
        var customer = await _scene.GivenCustomerAsync(20);
        var first = await _scene.GivenInvoiceAsync(customer, 10);
        var second = await _scene.GivenInvoiceAsync(customer, 5);
        var collective = (await CollectAsync(customer, first.Id, second.Id)).Value;

        (await _scene.ApplyAsync(customer, collective.Id)).Value.State.ShouldBe(InvoiceState.Paid);

        (await _scene.InvoiceAsync(first.Id)).Number.ShouldNotBeNull();
        (await _scene.InvoiceAsync(second.Id)).Number.ShouldNotBeNull();
        var after = await _scene.InvoiceAsync(collective.Id);
        after.Number.ShouldBeNull("its money is the revenue of the others");
        after.State.ShouldBe(InvoiceState.Paid);
        (await _scene.CreditAsync(customer)).ShouldBe(5);
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(15);
        (await _scene.BookAsync(customer, Book.Held(collective.Id))).ShouldBe(0);
        (await _scene.HistoryAsync(customer)).ShouldBe(
        [
            ("hold", $"invoice {second.Id}", -5), ("hold", $"invoice {first.Id}", -10), ("void", $"collective invoice {collective.Id}", 15), ("hold", $"invoice {collective.Id}", -15), ("grant", "a gift", 20),
        ]);
        (await _scene.WrongEntriesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_paid_otherwise_meanwhile_stays_on_the_credit()
    {
        var customer = await _scene.GivenCustomerAsync(30);
        var first = await _scene.GivenInvoiceAsync(customer, 10);
        var second = await _scene.GivenInvoiceAsync(customer, 5);
        var third = await _scene.GivenInvoiceAsync(customer, 4);
        var collective = (await CollectAsync(customer, first.Id, second.Id, third.Id)).Value;
        (await _scene.ApplyAsync(customer, first.Id)).Succeeded.ShouldBeTrue();
        (await _scene.ApplyAsync(customer, second.Id, 3)).Succeeded.ShouldBeTrue();
        await _scene.GiveBackAsync(third.Id);
        (await _scene.CreditAsync(customer)).ShouldBe(17);

        // It still asks for the 19 that it was issued for.
        await _scene.DoAsync(transaction => _scene.Business.Get<Ledger>().GrantAsync(transaction, customer.Id, InvoiceScene.Eur(2), "a gift"));
        (await _scene.ApplyAsync(customer, collective.Id)).Value.State.ShouldBe(InvoiceState.Paid);

        (await _scene.InvoiceAsync(second.Id)).State.ShouldBe(InvoiceState.Paid);
        (await _scene.InvoiceAsync(third.Id)).State.ShouldBe(InvoiceState.Cancelled);
        (await _scene.CreditAsync(customer)).ShouldBe(17);
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(15);
    }

    [Fact]
    public async Task When_all_its_invoices_are_paid_otherwise_it_is_cancelled_and_gives_back_what_it_had()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var first = await _scene.GivenInvoiceAsync(customer, 10);
        var second = await _scene.GivenInvoiceAsync(customer, 5);
        var collective = (await CollectAsync(customer, first.Id, second.Id)).Value;
        (await _scene.ApplyAsync(customer, collective.Id, 1)).Succeeded.ShouldBeTrue();

        (await _scene.ApplyAsync(customer, first.Id)).Succeeded.ShouldBeTrue();
        (await _scene.InvoiceAsync(collective.Id)).State.ShouldBe(InvoiceState.Unpaid, "the second invoice still wants to be paid");
        (await _scene.ApplyAsync(customer, second.Id)).Succeeded.ShouldBeTrue();

        (await _scene.InvoiceAsync(collective.Id)).State.ShouldBe(InvoiceState.Cancelled);
        (await _scene.CreditAsync(customer)).ShouldBe(35);
        (await _scene.HistoryAsync(customer)).ShouldContain(("void", "all its invoices are paid", 1));
    }

    [Fact]
    public async Task Between_one_and_a_hundred_invoices_are_collected()
    {
        var customer = await _scene.GivenCustomerAsync(0);

        foreach (var count in new[] { 0, 101 })
        {
            var refused = (await CollectAsync(customer, Numbers(count))).Failure.ShouldNotBeNull();
            refused.Code.ShouldBe("billing.invoices-missing");
            refused.Message.ShouldBe("invoices: give the numbers of 1 to 100 unpaid invoices.");
        }

        // A hundred are not too many; that they do not exist is found next.
        (await CollectAsync(customer, Numbers(100))).Failure!.Code.ShouldBe("billing.invoice-unknown");

        static InvoiceId[] Numbers(int count) => [.. Enumerable.Range(2_000_000_000, count).Select(number => new InvoiceId(number))];
    }

    [Fact]
    public async Task Only_ones_own_unpaid_invoices_are_collected_and_otherwise_none()
    {
        var customer = await _scene.GivenCustomerAsync(50);
        var open = await _scene.GivenInvoiceAsync(customer, 10);
        var paid = await _scene.GivenPaidAsync(customer, 10);
        var foreign = await _scene.GivenInvoiceAsync(await _scene.GivenCustomerAsync(0), 10);
        var collective = (await CollectAsync(customer, open.Id)).Value;

        (await RefusalAsync(foreign.Id)).ShouldBe(BillingFailures.NoInvoice(foreign.Id));
        (await RefusalAsync(new InvoiceId(2_000_000_000))).Message.ShouldBe("There is no invoice 2000000000 on this account.");
        (await RefusalAsync(paid.Id)).ShouldBe(new Failure(FailureKind.Invalid, "billing.not-collectable", $"Invoice {paid.Id} is Paid: only unpaid invoices can be collected."));
        (await RefusalAsync(collective.Id)).ShouldBe(
            new Failure(FailureKind.Invalid, "billing.not-collectable", $"Invoice {collective.Id} is a collective invoice itself; name the invoices that it pays."));
        var topUp = (await _scene.Business.Get<RequestTopUp>().RunAsync(customer.Caller, 25, null, TestContext.Current.CancellationToken)).Value;
        (await RefusalAsync(topUp.Id)).ShouldBe(new Failure(FailureKind.Invalid, "billing.not-collectable", $"Invoice {topUp.Id} is a top-up: pay it by itself."));
        (await _scene.Business.Get<CollectInvoices>().RunAsync(customer.Caller with { OnlyServer = new ServerId(1) }, [open.Id], TestContext.Current.CancellationToken)).Failure!.Kind.ShouldBe(FailureKind.Forbidden);
        (await _scene.Business.Get<InvoiceQueries>().ListAsync(customer.Caller, TestContext.Current.CancellationToken)).Value.Select(invoice => invoice.Id).ShouldBe([topUp.Id, collective.Id, paid.Id, open.Id]);

        async Task<Failure> RefusalAsync(InvoiceId id) => (await CollectAsync(customer, open.Id, id)).Failure.ShouldNotBeNull();
    }

    private Task<Result<Invoice>> CollectAsync(Customer customer, params InvoiceId[] ids) =>
        _scene.Business.Get<CollectInvoices>().RunAsync(customer.Caller, ids, TestContext.Current.CancellationToken);
}

public sealed class CollectivesOnSqlite(OnSqlite store) : CollectiveStoreTests(store), IClassFixture<OnSqlite>;

public sealed class CollectivesOnPostgreSql(OnPostgreSql store) : CollectiveStoreTests(store), IClassFixture<OnPostgreSql>;
