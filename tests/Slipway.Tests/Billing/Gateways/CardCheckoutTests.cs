using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing.Gateways;

/// <summary>The card gateway against a provider that answers as it is documented, and worse.</summary>
public sealed class CardCheckoutTests(OnSqlite store) : IClassFixture<OnSqlite>, IAsyncLifetime
{
    private readonly LogText _log = new();
    private CardStandIn _provider = null!;
    private Business _business = null!;
    private PaymentScene _scene = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await CardStandIn.StartAsync();
        // Pauses between tries are real ones here.
        _business = await Business.OnAsync(
            store.Database,
            services => services.AddSingleton(TimeProvider.System).AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log)),
            settings: _provider.Settings());
        _scene = new PaymentScene(_business);
    }

    public async ValueTask DisposeAsync()
    {
        _log.ToString().ShouldNotContain("hidden");
        await _business.DisposeAsync();
        await _provider.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task A_session_is_begun_and_asked_again_it_is_the_same()
    {
        var (customer, invoice) = await GivenInvoiceAsync();

        var first = await StartAsync(customer, invoice);
        var second = await StartAsync(customer, invoice);

        first.Url.ShouldBe($"{_provider.Address}/c/pay/{first.Reference}");
        (second.Reference, second.Url).ShouldBe((first.Reference, first.Url));
        _provider.Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Asked_by_many_at_once_there_is_one_session()
    {
        var (customer, invoice) = await GivenInvoiceAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StartAsync(customer, invoice))));

        begun.Select(one => one.Reference).Distinct().Count().ShouldBe(1);
        _provider.SessionsMade.ShouldBe(1);
    }

    [Fact]
    public async Task When_less_is_open_than_before_there_is_another_session()
    {
        var (customer, invoice) = await GivenInvoiceAsync(credit: 4);
        var first = await StartAsync(customer, invoice);
        (await _business.Get<ApplyCredit>().RunAsync(customer.Caller, invoice.Id, 4, Token)).Succeeded.ShouldBeTrue();

        var second = await StartAsync(customer, invoice);

        second.Reference.ShouldNotBe(first.Reference);
        await HearAsync(_provider.Pay(first.Reference));
        await HearAsync(_provider.Pay(second.Reference));
        (await _scene.BooksAsync(customer)).ShouldBe(new Books(PaymentScene.Eur(10), PaymentScene.Eur(0), PaymentScene.Eur(16), "Paid 10.00 EUR"));
    }

    [Fact]
    public async Task After_a_session_is_over_there_is_another()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var first = await StartAsync(customer, invoice);

        await HearAsync(_provider.Expire(first.Reference));

        (await StartAsync(customer, invoice)).Reference.ShouldNotBe(first.Reference);
    }

    [Fact]
    public async Task A_session_whose_row_was_never_written_is_found_again_with_its_events()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        // The daemon dies between the provider's answer and the row.
        var gateway = _business.Services.GetServices<IPaymentGateway>().Single(way => way.Name == "card");
        var lost = (await gateway.BeginAsync(new PaymentRequest(invoice, invoice.Total, 1, TimeProvider.System.GetUtcNow()), Token)).Value;
        await HearAsync(_provider.Refund(lost.Reference, 300));
        await HearAsync(_provider.Pay(lost.Reference));
        (await _scene.BooksAsync(customer)).Invoices.ShouldBe("Unpaid 0.00 EUR");

        var found = await StartAsync(customer, invoice);

        found.Reference.ShouldBe(lost.Reference);
        (await _scene.BooksAsync(customer)).ShouldBe(new Books(PaymentScene.Eur(0), PaymentScene.Eur(3), PaymentScene.Eur(7), "Paid 10.00 EUR"));
    }

    [Fact]
    public async Task A_provider_that_stumbles_is_asked_again()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        // Too many requests; made but the answer is lost; and then the answer.
        _provider.Troubles.Enqueue(429);
        _provider.Troubles.Enqueue(0);

        await StartAsync(customer, invoice);

        _provider.Keys.Count.ShouldBe(3);
        _provider.Keys.Distinct().Count().ShouldBe(1);
        _provider.SessionsMade.ShouldBe(1);
    }

    [Fact]
    public async Task A_broken_answer_that_the_provider_would_repeat_is_asked_for_under_another_key()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        _provider.Troubles.Enqueue(500);

        await StartAsync(customer, invoice);

        _provider.Keys.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_a_refusal_and_leaves_no_row()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        await _provider.StopAsync();

        var refused = await _business.Get<Payments>().StartAsync(customer.Caller, invoice.Id, "card", Token);

        (refused.Failure!.Kind, refused.Failure.Code).ShouldBe((FailureKind.Unavailable, "billing.gateway-away"));
        (await _business.ScalarAsync<int>($"select count(*) from billing_payment where invoice_id = {invoice.Id}")).ShouldBe(0);
        _log.ToString().ShouldContain("the card gateway does not answer");
    }

    [Fact]
    public async Task A_wrong_key_is_a_refusal_that_does_not_tell_the_key()
    {
        await using var business = await Business.OnAsync(
            store.Database, services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log)),
            settings: [.. _provider.Settings().Where(setting => setting.Name != "Billing:Card:SecretKey"), ("Billing:Card:SecretKey", "sk_test_other_hidden_1")]);
        var (customer, invoice) = await GivenInvoiceAsync();

        var refused = await business.Get<Payments>().StartAsync(customer.Caller, invoice.Id, "card", Token);

        refused.Failure!.Code.ShouldBe("billing.gateway-away");
        refused.Failure.ToString().ShouldNotContain("hidden");
        _log.ToString().ShouldContain("status 401, invalid_request_error");
    }

    [Fact]
    public async Task A_dispute_counts_when_it_is_lost_and_not_before()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var begun = await StartAsync(customer, invoice);
        await HearAsync(_provider.Pay(begun.Reference));

        await HearAsync(_provider.CloseDispute(begun.Reference, "won", 1000));
        await HearAsync(_provider.CloseDispute(begun.Reference, "warning_closed", 1000));
        (await _scene.OwedAsync(customer)).IsZero.ShouldBeTrue();

        await HearAsync(_provider.CloseDispute(begun.Reference, "lost", 1000));
        (await _scene.OwedAsync(customer)).ShouldBe(PaymentScene.Eur(10));
    }

    [Fact]
    public async Task Hostile_and_foreign_events_change_nothing()
    {
        var (customer, invoice) = await GivenInvoiceAsync();
        var begun = await StartAsync(customer, invoice);
        var body = _provider.Pay(begun.Reference);
        var now = TimeProvider.System.GetUtcNow();
        var before = await RowsAsync();

        // Not proven.
        await ShouldRefuseAsync(body, null, "billing.event-signature");
        await ShouldRefuseAsync(body, "", "billing.event-signature");
        await ShouldRefuseAsync(body, CardStandIn.Sign(body, now, "whsec_guessed"), "billing.event-signature");
        await ShouldRefuseAsync(body + " ", CardStandIn.Sign(body, now), "billing.event-signature");
        await ShouldRefuseAsync(body, CardStandIn.Sign(body, now.AddSeconds(-302)), "billing.event-signature");
        await ShouldRefuseAsync(body, CardStandIn.Sign(body, now.AddSeconds(302)), "billing.event-signature");
        await ShouldRefuseAsync(body, CardStandIn.Sign(body, now).Replace("v1=", "v0=", StringComparison.Ordinal), "billing.event-signature");
        await ShouldRefuseAsync(body, new string('x', 5_000), "billing.event-signature");

        // Proven, and not to be read.
        foreach (var broken in new[]
        {
            "", "no JSON", "[]", "{}", "null", "{\"type\":7}", "{\"type\":\"checkout.session.completed\",\"data\":{\"object\":{\"id\":5,\"metadata\":{\"invoice\":\"1\"}}}}",
            body.Replace("\"amount_total\":1000", "\"amount_total\":-1000", StringComparison.Ordinal), body.Replace("\"amount_total\":1000", "\"amount_total\":1e3000", StringComparison.Ordinal),
            body.Replace("\"amount_total\":1000", "\"amount_total\":99999999999999", StringComparison.Ordinal), body.Replace("\"amount_total\":1000", "\"amount_total\":null", StringComparison.Ordinal),
            body.Replace("\"eur\"", "\"e\\u0000r\"", StringComparison.Ordinal), body.Replace(begun.Reference, "cs_\\ud800", StringComparison.Ordinal), body.Replace(begun.Reference, "a'; drop table x", StringComparison.Ordinal),
            "{\"type\":" + new string('[', 100_000),
        })
        {
            await ShouldRefuseAsync(broken, CardStandIn.Sign(broken, now), "billing.event-unreadable");
        }

        var strange = body.Replace("\"eur\"", "\"jpy\"", StringComparison.Ordinal);
        await ShouldRefuseAsync(strange, CardStandIn.Sign(strange, now), "billing.payment-currency");

        // Proven, and not about payments of ours.
        foreach (var other in new[]
        {
            _provider.Event("customer.created", System.Text.Json.Nodes.JsonNode.Parse("{\"id\":3,\"amount\":\"x\"}")!), _provider.Event("checkout.session.other", System.Text.Json.Nodes.JsonNode.Parse("[]")!),
            body.Replace("\"invoice\":", "\"shirt\":", StringComparison.Ordinal), body.Replace("\"payment_status\":\"paid\"", "\"payment_status\":\"no_payment_required\"", StringComparison.Ordinal),
        })
        {
            await HearAsync(other);
        }

        (await RowsAsync()).ShouldBe(before);
        (await _scene.BooksAsync(customer)).ShouldBe(new Books(PaymentScene.Eur(0), PaymentScene.Eur(0), PaymentScene.Eur(0), "Unpaid 0.00 EUR"));

        // The search above can fail: the same event as it should be does change something.
        await HearAsync(body);
        (await RowsAsync()).ShouldNotBe(before);
    }

    private async Task<(Customer Customer, Invoice Invoice)> GivenInvoiceAsync(decimal credit = 0)
    {
        var customer = await _business.GivenCustomerWithCreditAsync(credit, autoPay: false);
        return (customer, await _scene.GivenInvoiceAsync(customer, 10));
    }

    private async Task<PaymentStart> StartAsync(Customer customer, Invoice invoice) => (await _business.Get<Payments>().StartAsync(customer.Caller, invoice.Id, "card", Token)).Value;

    private async Task HearAsync(string body) => (await HearAsync(body, CardStandIn.Sign(body, TimeProvider.System.GetUtcNow()))).Failure.ShouldBeNull();

    private async Task ShouldRefuseAsync(string body, string? signature, string code) => (await HearAsync(body, signature)).Failure.ShouldNotBeNull($"taken: {body[..Math.Min(body.Length, 200)]}").Code.ShouldBe(code);

    private Task<Result<Unit>> HearAsync(string body, string? signature) =>
        _business.Get<Payments>().HearAsync("card", new GatewayNotice(Encoding.UTF8.GetBytes(body), header => header == "Stripe-Signature" ? signature : null), Token);

    private Task<string?> RowsAsync() => _business.ScalarAsync<string>(
        "select (select count(*) from billing_posting) || ' ' || (select count(*) from billing_payment) || ' ' || (select count(*) from billing_early_event) || ' ' || (select sum(facts + paid) from billing_payment)");
}
