using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Pricing;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Xunit;

namespace Slipway.Conformance.Gateways;

/// <summary>
/// What every payment gateway promises. A new one inherits this, says how it is set up and how it hears of money, and has its
/// test.
/// </summary>
public abstract class GatewaySuite : IAsyncLifetime
{
    private TestDatabase _database = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Business Business { get; private set; } = null!;

    protected Payments Payments => Business.Get<Payments>();

    protected abstract string Gateway { get; }

    /// <summary>Settings with which it is offered.</summary>
    protected abstract IReadOnlyList<(string Name, string? Value)> Settings { get; }

    /// <summary>The provider tells that this much came for the payment. Told again with the same words it is the same money.</summary>
    protected abstract Task<Failure?> TellPaidAsync(PaymentStart payment, Money amount, string words);

    protected virtual Task StartProviderAsync() => Task.CompletedTask;

    protected virtual ValueTask StopProviderAsync() => ValueTask.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        // The provider's clock is the one on the wall.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await StartProviderAsync();
        Business = await Business.OnAsync(_database, clock: clock, settings: [.. Settings]);
        await Business.PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Business.DisposeAsync();
        await StopProviderAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task It_is_not_offered_where_it_is_not_set_up()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        await using var bare = await Business.OnAsync(_database, clock: Business.Clock);

        (await bare.Get<Payments>().WaysAsync(customer.Caller, invoice.Id, Token)).Value.ShouldNotContain(way => way.Name == Gateway);
        (await bare.Get<Payments>().StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Failure!.Code.ShouldBe("billing.gateway-not-offered");
        (await Payments.WaysAsync(customer.Caller, invoice.Id, Token)).Value.ShouldContain(way => way.Name == Gateway && way.Title.Length > 0);
    }

    [Fact]
    public void Its_name_is_small_letters() => Gateway.ShouldMatch("^[a-z]{2,20}$");

    [Fact]
    public void A_currency_that_it_does_not_know_is_refused()
    {
        var way = Business.Services.GetServices<IPaymentGateway>().Single(way => way.Name == Gateway);

        way.MayPay(new Money(1_000, new Currency("JPY")))!.Code.ShouldBe("billing.gateway-currency");
        way.MayPay(new Money(1_000, Currency.Eur)).ShouldBeNull();
    }

    [Fact]
    public async Task Begun_twice_it_is_the_same_payment_with_a_page_or_with_instructions()
    {
        var (customer, invoice) = await GivenInvoiceAsync();

        var first = await StartAsync(customer, invoice);
        var second = await StartAsync(customer, invoice);

        second.Reference.ShouldBe(first.Reference);
        (first.Url is not null || first.Instructions.Count > 0).ShouldBeTrue();
        first.Instructions.ShouldBe((await Payments.WaysAsync(customer.Caller, invoice.Id, Token)).Value.Single(way => way.Name == Gateway).Instructions);
    }

    [Fact]
    public async Task Told_twice_the_money_is_booked_once_and_pays_the_invoice()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var payment = await StartAsync(customer, invoice);

        for (var time = 0; time < 3; time++)
        {
            (await TellPaidAsync(payment, invoice.Total, "once")).ShouldBeNull();
        }

        (await StateAsync(customer, invoice)).ShouldBe(InvoiceState.Paid);
        (await Business.CreditOfAsync(customer)).IsZero.ShouldBeTrue();
        var transactions = (await Business.Get<PaymentQueries>().OfInvoiceAsync(customer.Caller, invoice.Id, Token)).Value;
        transactions.Count(one => one.Gateway == Gateway).ShouldBe(1);
        transactions.Single(one => one.Gateway == Gateway).AmountIn.ShouldBe(invoice.Total);
        (await Payments.WaysAsync(customer.Caller, invoice.Id, Token)).Failure.ShouldBe(BillingFailures.AlreadyPaid);
        (await Payments.StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Failure.ShouldBe(BillingFailures.AlreadyPaid);
    }

    [Fact]
    public async Task Money_that_comes_after_the_invoice_was_cancelled_stays_on_the_credit()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var payment = await StartAsync(customer, invoice);
        await Business.Database.InTransactionAsync(transaction => Business.Get<Invoices>().GiveBackAsync(transaction, invoice.Id, "test"), Token);

        (await TellPaidAsync(payment, invoice.Total, "late")).ShouldBeNull();

        (await StateAsync(customer, invoice)).ShouldBe(InvoiceState.Cancelled);
        (await Business.CreditOfAsync(customer)).ShouldBe(invoice.Total);
        (await Payments.StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Failure!.Code.ShouldBe("billing.not-payable");
    }

    [Fact]
    public async Task Money_in_another_currency_is_refused_and_changes_nothing()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var payment = await StartAsync(customer, invoice);

        (await TellPaidAsync(payment, new Money(10, Currency.Usd), "strange"))!.Code.ShouldBe("billing.payment-currency");

        (await StateAsync(customer, invoice)).ShouldBe(InvoiceState.Unpaid);
        (await Business.Get<PaymentQueries>().OfAccountAsync(customer.Caller, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Invoices_of_others_cannot_be_paid_nor_seen()
    {
        var (_, invoice) = await GivenInvoiceAsync();
        var stranger = await Business.GivenCustomerWithCreditAsync(0);

        (await Payments.StartAsync(stranger.Caller, invoice.Id, Gateway, Token)).Failure!.Code.ShouldBe("billing.invoice-unknown");
        (await Payments.WaysAsync(stranger.Caller, invoice.Id, Token)).Failure!.Code.ShouldBe("billing.invoice-unknown");
        (await Payments.StartAsync(stranger.Caller with { OnlyServer = new ServerId(1) }, invoice.Id, Gateway, Token)).Failure!.Kind.ShouldBe(FailureKind.Forbidden);
    }

    [Fact]
    public async Task What_is_not_proven_is_refused()
    {
        var refused = (await Payments.HearAsync(Gateway, new GatewayNotice("{}"u8.ToArray(), _ => null), Token)).Failure;

        refused!.Kind.ShouldBeOneOf(FailureKind.Unauthenticated, FailureKind.NotFound);
    }

    protected async Task<(Customer Customer, Invoice Invoice)> GivenInvoiceAsync()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(0);
        Invoice? invoice = null;
        await Business.Database.InTransactionAsync(
            async transaction => invoice = await Business.Get<Invoices>().IssueAsync(
                transaction, new NewInvoice(customer.Id, InvoicePurpose.Usage, [new NewLine("preset", "a server", new Money(10, Currency.Eur))], TaxTreatment.None, Business.Clock.GetUtcNow().AddDays(7))),
            Token);
        return (customer, invoice!);
    }

    private async Task<PaymentStart> StartAsync(Customer customer, Invoice invoice) => (await Payments.StartAsync(customer.Caller, invoice.Id, Gateway, Token)).Value;

    private async Task<InvoiceState> StateAsync(Customer customer, Invoice invoice) => (await Business.Get<InvoiceQueries>().FindAsync(customer.Caller, invoice.Id, Token)).Value.Invoice.State;
}
