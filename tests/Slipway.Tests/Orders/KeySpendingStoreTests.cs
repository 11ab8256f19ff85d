using Shouldly;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>What a key may spend in a month, counted where the money goes; on both databases.</summary>
public abstract class KeySpendingStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_at_the_same_time_cannot_pass_a_cap_together()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000);
        var price = await PriceAsync(customer);
        var caller = await GivenCallerAsync(customer, (price * 2.5m).Round());

        var orders = await Task.WhenAll(Enumerable.Range(1, 6).Select(_ => _business.Get<PlaceOrder>().RunAsync(caller, Business.AnOrder(), Ending)));

        orders.Count(order => order.Succeeded).ShouldBe(2);
        orders.Where(order => !order.Succeeded).Select(order => order.Failure!.Code).Distinct().ShouldBe(["accounts.over-spend-cap"]);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(1000, Currency.Eur) - (price * 2));
        (await SpentAsync(caller)).ShouldBe(price * 2);
        (await _business.Get<KeyEvents>().OfKeyAsync(customer.Caller, caller.Key!.Value, null, null, Ending)).Value.Count(one => one.Kind == "spent").ShouldBe(2);
        // Nothing of the refused ones is left.
        (await _business.ScalarAsync<int>($"select count(*) from servers_server where account_id = {customer.Id}")).ShouldBe(2);
    }

    [Fact]
    public async Task The_next_month_begins_anew()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000);
        var caller = await GivenCallerAsync(customer, await PriceAsync(customer));
        (await _business.Get<PlaceOrder>().RunAsync(caller, Business.AnOrder(), Ending)).Succeeded.ShouldBeTrue();
        (await _business.Get<PlaceOrder>().RunAsync(caller, Business.AnOrder(), Ending)).Failure!.Code.ShouldBe("accounts.over-spend-cap");

        var now = _business.Clock.GetUtcNow();
        _business.Clock.Advance(new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1) - now);

        (await _business.Get<PlaceOrder>().RunAsync(caller, Business.AnOrder(), Ending)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task An_unpaid_order_counts_when_it_is_placed_and_not_again_when_it_is_paid()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000, autoPay: false);
        var price = await PriceAsync(customer);
        var caller = await GivenCallerAsync(customer, price);
        var placed = (await _business.Get<PlaceOrder>().RunAsync(caller, Business.AnOrder(), Ending)).Value;
        placed.Status.ShouldBe(InvoiceState.Unpaid);
        (await SpentAsync(caller)).ShouldBe(price);

        (await _business.Get<ApplyCredit>().RunAsync(caller, placed.InvoiceId, null, Ending)).Value.State.ShouldBe(InvoiceState.Paid);

        (await SpentAsync(caller)).ShouldBe(price);
    }

    [Fact]
    public async Task The_order_of_another_key_counts_for_the_one_that_pays_it()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000, autoPay: false);
        var price = await PriceAsync(customer);
        var caller = await GivenCallerAsync(customer, price - new Money(0.01m, Currency.Eur));
        var placed = (await _business.OrderAsync(customer)).Value;

        (await _business.Get<ApplyCredit>().RunAsync(caller, placed.InvoiceId, null, Ending)).Failure!.Code.ShouldBe("accounts.over-spend-cap");
        (await _business.Get<ApplyCredit>().RunAsync(caller, placed.InvoiceId, 1m, Ending)).Succeeded.ShouldBeTrue();

        (await SpentAsync(caller)).ShouldBe(new Money(1, Currency.Eur));
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(999, Currency.Eur));
    }

    [Fact]
    public async Task The_licence_of_a_reinstallation_counts()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000);
        var placed = (await _business.OrderAsync(customer, Business.AnOrder() with { Preset = "vm.mini" })).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        var caller = await GivenCallerAsync(customer, new Money(1, Currency.Eur));
        var windows = new OrderRequest(null, null, OsId: 239, RootPassword: new Secret("Wxyz9876"));

        (await _business.Get<ReinstallServer>().RunAsync(caller, placed.ServerId, windows, Ending)).Failure!.Code.ShouldBe("accounts.over-spend-cap");
        // Also when it is arranged for a boot from the network.
        (await _business.Get<NetworkBoot>().ArrangeAsync(caller, placed.ServerId, windows, null, Ending)).Failure!.Code.ShouldBe("accounts.over-spend-cap");
        (await _business.Get<ReinstallServer>().RunAsync(caller, placed.ServerId, windows with { OsId = 219 }, Ending)).Succeeded.ShouldBeTrue();
        (await SpentAsync(caller)).IsZero.ShouldBeTrue();
    }

    [Fact]
    public async Task What_runs_by_the_hour_has_no_price_for_a_cap()
    {
        var customer = await Customer.OpenAsync(_business.Services, 1000, autoPay: true, prepaid: true);
        var caller = await GivenCallerAsync(customer, new Money(500, Currency.Eur));
        var hourly = Business.AnOrder() with { Period = "hourly" };

        (await _business.Get<PlaceOrder>().RunAsync(caller, hourly, Ending)).Failure!.Code.ShouldBe("accounts.cap-and-hours");
        (await _business.Get<PlaceOrder>().RunAsync(customer.Caller, hourly, Ending)).Succeeded.ShouldBeTrue();
    }

    private async Task<Money> PriceAsync(Customer customer) =>
        (await _business.Get<PlaceOrder>().QuoteAsync(customer.Caller, Business.AnOrder(), Ending)).Value.Order.Quote.Total;

    private async Task<Caller> GivenCallerAsync(Customer customer, Money cap)
    {
        var made = (await _business.Get<ApiKeys>().AddAsync(customer.Caller, new ApiKeyChange { Name = "capped", SpendCap = new(cap.Amount) }, Ending)).Value;
        return (await _business.Get<KeyLogin>().RunAsync(made.Key.Reveal(), null, false, null, Ending)).Value.Caller;
    }

    private async Task<Money> SpentAsync(Caller caller) => (await _business.Get<ApiKeys>().ViewAsync(caller with { Key = null }, caller.Key!.Value, Ending)).Value.Spent;
}

public sealed class KeySpendingOnSqlite(OnSqlite store) : KeySpendingStoreTests(store), IClassFixture<OnSqlite>;

public sealed class KeySpendingOnPostgreSql(OnPostgreSql store) : KeySpendingStoreTests(store), IClassFixture<OnPostgreSql>;
