using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Daemon;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Gateways;

/// <summary>A customer orders, pays on the provider's page, and the provider tells the daemon over HTTP.</summary>
public sealed class CardOverHttpTests : IAsyncLifetime
{
    private CardStandIn _provider = null!;
    private SlipwayHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await CardStandIn.StartAsync();
        _host = await SlipwayHost.StartAsync([("Logging:LogLevel:Default", "Trace"), .. _provider.Settings()]);
        _provider.EventsTo = new Uri(_host.Client.BaseAddress!, "/gateways/card/events");
    }

    public async ValueTask DisposeAsync()
    {
        _host.Log.ToString().ShouldNotContain("hidden");
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_server_is_delivered_once_its_invoice_is_paid_by_card()
    {
        var (_, server, payment) = await GivenPaymentAsync();

        await _provider.OnPageAsync(payment.Url!, "pay");

        await _host.UntilActiveAsync(server);
        _provider.Answers.ShouldBe([200]);
    }

    [Fact]
    public async Task Events_that_come_twice_late_lost_and_in_the_wrong_order_deliver_one_server_and_book_one_payment()
    {
        var (customer, server, payment) = await GivenPaymentAsync();
        (_provider.Hold, _provider.Repeats, _provider.DropFirst, _provider.Delay) = (true, 2, true, TimeSpan.FromMilliseconds(20));

        await _provider.OnPageAsync(payment.Url!, "pay-later");
        await _provider.TellAsync(_provider.Succeed(payment.Reference));
        await _provider.TellAsync(_provider.Refund(payment.Reference, 100));
        await _provider.ReleaseAsync(held => held.Reverse());

        await _host.UntilActiveAsync(server);
        _provider.Answers.ShouldAllBe(status => status == 200);
        _provider.Answers.Count.ShouldBe(9);
        var transactions = (await _host.Services.GetRequiredService<PaymentQueries>().OfAccountAsync(customer.Caller, Token)).Value;
        transactions.Count(one => one.Gateway == "card" && !one.AmountIn.IsZero).ShouldBe(1);
        transactions.Where(one => one.Gateway == "card").Aggregate(Money.Zero(Currency.Eur), (sum, one) => sum + one.AmountOut).ShouldBe(new Money(1, Currency.Eur));
    }

    [Fact]
    public async Task What_does_not_come_from_the_provider_is_turned_away()
    {
        var (customer, _, payment) = await GivenPaymentAsync();
        var now = TimeProvider.System.GetUtcNow();
        var body = _provider.Pay(payment.Reference);

        (await _provider.SendAsync(body, null)).ShouldBe(400);
        (await _provider.SendAsync(body, CardStandIn.Sign(body, now, "whsec_guessed"))).ShouldBe(400);
        (await _provider.SendAsync(body, CardStandIn.Sign(body, now.AddMinutes(-6)))).ShouldBe(400);
        (await _provider.SendAsync("not JSON", CardStandIn.Sign("not JSON", now))).ShouldBe(400);
        var huge = new string(' ', 256 * 1024) + body;
        (await _provider.SendAsync(huge, CardStandIn.Sign(huge, now))).ShouldBe(413);
        var endless = new string('x', 5 * 1024 * 1024);
        try
        {
            (await _provider.SendAsync(endless, CardStandIn.Sign(endless, now))).ShouldBe(413);
        }
        catch (HttpRequestException)
        {
            // Refused and hung up on before all of it was sent: the answer may get lost on the way.
        }

        using var looked = await _host.Client.GetAsync(_provider.EventsTo, Token);
        ((int)looked.StatusCode).ShouldBe(405);
        using var unknown = await _host.Client.PostAsync(new Uri(_provider.EventsTo!, "/gateways/nobody/events"), null, Token);
        ((int)unknown.StatusCode).ShouldBe(404);
        using var silent = await _host.Client.PostAsync(new Uri(_provider.EventsTo!, "/gateways/banktransfer/events"), null, Token);
        ((int)silent.StatusCode).ShouldBe(404);
        (await _host.Services.GetRequiredService<PaymentQueries>().OfAccountAsync(customer.Caller, Token)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_database_is_away_the_provider_is_asked_to_come_again()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        foreach (var (name, value) in _provider.Settings())
        {
            builder.Configuration[name] = value;
        }

        // Nobody listens there.
        var options = new DaemonOptions(_host.Folder, "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=hidden-word;Timeout=2", "", "fake");
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(options);
        DaemonHost.AddBusiness(builder.Services, builder.Configuration, options);
        await using var app = builder.Build();
        app.MapGateways();
        await app.StartAsync(Token);
        var (_, _, payment) = await GivenPaymentAsync();
        var body = _provider.Pay(payment.Reference);
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/gateways/card/events")
        {
            Content = new StringContent(body),
        };
        message.Headers.TryAddWithoutValidation("Stripe-Signature", CardStandIn.Sign(body, TimeProvider.System.GetUtcNow()));

        using var answer = await _host.Client.SendAsync(message, Token);

        ((int)answer.StatusCode).ShouldBe(503);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe("try again");
    }

    private async Task<(Customer Customer, OrderedServer Server, PaymentStart Payment)> GivenPaymentAsync()
    {
        var customer = await _host.GivenCustomerWithCreditAsync(0);
        var token = await _host.LoginAsync(customer);
        await _host.PostAsync(
            "/eq.php", ("action", "order_instance"), ("token", token), ("preset", "vm.pico"), ("location_name", "NL"), ("os_id", "180"), ("traffic_plan", "25"), ("root_pass", Business.RootPassword),
            ("hostname", "web-01.example.org"));
        var invoice = (await _host.Services.GetRequiredService<InvoiceQueries>().ListAsync(customer.Caller, Token)).Value.Single();
        var server = new OrderedServer(invoice.ServerId!.Value, token, null);
        return (customer, server, (await _host.Services.GetRequiredService<Payments>().StartAsync(customer.Caller, invoice.Id, "card", Token)).Value);
    }
}
