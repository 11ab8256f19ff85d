using Shouldly;
using Slipway.Billing;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing;

/// <summary>Invoices for credit.</summary>
public abstract class TopUpStoreTests(StoreFixture store)
{
    private readonly InvoiceScene _scene = new(store.Business);

    [Fact]
    public async Task It_asks_for_its_amount_without_tax_and_is_mailed()
    {
        var customer = await _scene.GivenCustomerAsync(0);

        var plain = (await RequestAsync(customer, 25)).Value;
        var named = (await RequestAsync(customer, 25, "for March")).Value;

        var details = await _scene.DetailsAsync(customer, plain.Id);
        (details.Invoice.Purpose, details.Invoice.State, details.Invoice.Total.ToText(), details.Invoice.Tax.ToText()).ShouldBe((InvoicePurpose.TopUp, InvoiceState.Unpaid, "25.00", "0.00"));
        details.Invoice.DueAt.ShouldBe(_scene.Now.AddDays(14));
        var line = details.Lines.Single();
        (line.Kind, line.Description, line.Amount.ToText()).ShouldBe(("top-up", "Credit", "25.00"));
        (await _scene.DetailsAsync(customer, named.Id)).Lines.Single().Description.ShouldBe("Credit: for March");
        (await _scene.MailsToAsync(customer))[0].ShouldBe($"Proforma invoice {plain.Id}: 25.00 EUR to be paid by 2026-04-14");
        (await _scene.CreditAsync(customer)).ShouldBe(0, "nothing is there before it is paid");
    }

    [Theory]
    [InlineData(0.99, false)]
    [InlineData(1, true)]
    [InlineData(1.001, false)]
    [InlineData(10_000, true)]
    [InlineData(10_000.01, false)]
    public async Task Its_amount_is_within_the_providers_limits(decimal amount, bool allowed)
    {
        var asked = await RequestAsync(await _scene.GivenCustomerAsync(0), amount);

        if (allowed)
        {
            asked.Value.Total.Amount.ShouldBe(amount);
        }
        else
        {
            asked.Failure.ShouldBe(new Failure(FailureKind.Invalid, "billing.amount-invalid", "amount: give 1.00 to 10000.00, with two decimals at most."));
        }
    }

    [Fact]
    public async Task A_description_has_at_most_200_characters()
    {
        var customer = await _scene.GivenCustomerAsync(0);

        (await RequestAsync(customer, 5, new string('x', 200))).Succeeded.ShouldBeTrue();
        (await RequestAsync(customer, 5, new string('x', 201))).Failure
            .ShouldBe(new Failure(FailureKind.Invalid, Slipway.Accounts.AccountFailures.FieldInvalid, "description: at most 200 characters are allowed."));
        // An empty one is none.
        (await _scene.DetailsAsync(customer, (await RequestAsync(customer, 5, "")).Value.Id)).Lines.Single().Description.ShouldBe("Credit");
    }

    [Fact]
    public async Task Ten_are_open_at_once_and_a_paid_one_makes_room()
    {
        var customer = await _scene.GivenCustomerAsync(0);
        var first = (await RequestAsync(customer, 5)).Value;
        for (var more = 1; more < 10; more++)
        {
            (await RequestAsync(customer, 5)).Succeeded.ShouldBeTrue();
        }

        (await RequestAsync(customer, 5)).Failure.ShouldBe(
            new Failure(FailureKind.Busy, "billing.top-ups-open", "10 top-ups of this account are open already; pay one of them, or wait until it is cancelled."));
        (await _scene.MailsToAsync(customer)).Count.ShouldBe(10);

        await _scene.GiveBackAsync(first.Id);
        (await RequestAsync(customer, 5)).Succeeded.ShouldBeTrue();
        (await RequestAsync(await _scene.GivenCustomerAsync(0), 5)).Succeeded.ShouldBeTrue("others do not wait for him");
    }

    [Fact]
    public async Task Paid_it_is_credit_and_no_revenue()
    {
        var customer = await _scene.GivenCustomerAsync(0);
        var invoice = (await RequestAsync(customer, 25)).Value;

        await _scene.DoAsync(async transaction =>
        {
            await _scene.Business.Get<Ledger>().DepositAsync(transaction, customer.Id, invoice.Id, "banktransfer", InvoiceScene.Eur(25), "B1");
            (await _scene.Invoices.PayFromCreditAsync(transaction, invoice, InvoiceScene.Eur(25))).Succeeded.ShouldBeTrue();
        });

        var after = await _scene.InvoiceAsync(invoice.Id);
        (after.State, after.Number).ShouldBe((InvoiceState.Paid, null));
        (await _scene.CreditAsync(customer)).ShouldBe(25);
        (await _scene.BookAsync(customer, Book.Revenue)).ShouldBe(0);
        (await _scene.HistoryAsync(customer)).ShouldBe([("void", "top-up", 25), ("hold", $"invoice {invoice.Id}", -25), ("deposit", "B1", 25)]);
        (await _scene.MailsToAsync(customer)).Count.ShouldBe(1, "there is no invoice to be mailed");
    }

    [Fact]
    public async Task A_key_of_one_server_asks_for_none() =>
        (await _scene.Business.Get<RequestTopUp>().RunAsync((await _scene.GivenCustomerAsync(0)).Caller with { OnlyServer = new ServerId(1) }, 5, null, TestContext.Current.CancellationToken))
            .Failure!.Kind.ShouldBe(FailureKind.Forbidden);

    private Task<Result<Invoice>> RequestAsync(Customer customer, decimal amount, string? description = null) =>
        _scene.Business.Get<RequestTopUp>().RunAsync(customer.Caller, amount, description, TestContext.Current.CancellationToken);
}

public sealed class TopUpsOnSqlite(OnSqlite store) : TopUpStoreTests(store), IClassFixture<OnSqlite>;

public sealed class TopUpsOnPostgreSql(OnPostgreSql store) : TopUpStoreTests(store), IClassFixture<OnPostgreSql>;
