using Shouldly;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Orders;
using Slipway.Pricing;
using Slipway.Servers;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>A price that is held, and promotions of which few are left.</summary>
public abstract class HeldQuoteStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_pays_what_was_quoted_although_prices_and_promotions_have_changed()
    {
        var code = await GivenPromotionAsync(percent: 50);
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var asked = Business.AnOrder() with { PromoCode = code };
        var quote = (await HoldAsync(customer, asked)).Value;
        quote.Order.Quote.Total.ToText().ShouldBe("1.55");
        (await PlacesAsync()).ShouldBe(1);

        await ChangePricesAsync(+100);
        try
        {
            // Without the quote the server and its traffic plan cost a euro more each, half of it taken off.
            var dearer = (await _business.OrderAsync(customer, asked)).Value;
            (await _business.Get<InvoiceQueries>().FindAsync(customer.Caller, dearer.InvoiceId, Token)).Value.Invoice.Total.ToText().ShouldBe("2.55");
            var placed = (await _business.OrderAsync(customer, asked with { HeldQuote = quote.Held!.Id })).Value;

            var invoice = (await _business.Get<InvoiceQueries>().FindAsync(customer.Caller, placed.InvoiceId, Token)).Value;
            invoice.Invoice.Total.ToText().ShouldBe("1.55");
            invoice.Lines.Select(line => line.Amount.ToText()).ShouldBe(["3.10", "-1.55"]);
            // The place of the quote has become the server's.
            (await PlacesAsync()).ShouldBe(0);
            (await _business.OrderAsync(customer, asked with { HeldQuote = quote.Held.Id })).Failure!.Message.ShouldContain("ordered already");
        }
        finally
        {
            await ChangePricesAsync(-100);
        }
    }

    [Fact]
    public async Task A_quote_of_another_order_another_customer_a_forged_or_an_expired_one_is_refused_and_nothing_is_taken()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var other = await _business.GivenCustomerWithCreditAsync(50);
        var quote = (await HoldAsync(customer, Business.AnOrder())).Value.Held!;

        (await RefusalAsync(customer, Business.AnOrder() with { HeldQuote = quote.Id, ExtraIpv4 = 1 })).ShouldContain("another order");
        (await RefusalAsync(customer, Business.AnOrder() with { HeldQuote = quote.Id, Period = "annually" })).ShouldContain("another order");
        (await RefusalAsync(other, Business.AnOrder() with { HeldQuote = quote.Id })).ShouldContain("no such quote");
        (await RefusalAsync(customer, Business.AnOrder() with { HeldQuote = "1" })).ShouldContain("no such quote");
        (await RefusalAsync(customer, Business.AnOrder() with { HeldQuote = quote.Id[..^4] + "AAAA" })).ShouldContain("no such quote");

        _business.Clock.Advance(HeldQuotes.HeldFor);
        (await RefusalAsync(customer, Business.AnOrder() with { HeldQuote = quote.Id })).ShouldContain("expired");
        (await _business.CreditOfAsync(customer)).Amount.ShouldBe(50);
        await _business.Get<HeldQuotes>().ReleaseExpiredAsync(Token);
        (await PlacesAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task One_customer_cannot_hold_the_whole_stock()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        for (var held = 0; held < HeldQuotes.MostPerAccount; held++)
        {
            (await HoldAsync(customer, Business.AnOrder())).Succeeded.ShouldBeTrue();
        }

        (await HoldAsync(customer, Business.AnOrder())).Failure!.Code.ShouldBe("orders.quotes-held");
        _business.Clock.Advance(HeldQuotes.HeldFor);
        await _business.Get<HeldQuotes>().ReleaseExpiredAsync(Token);
        (await HoldAsync(customer, Business.AnOrder())).Succeeded.ShouldBeTrue();
        _business.Clock.Advance(HeldQuotes.HeldFor);
        await _business.Get<HeldQuotes>().ReleaseExpiredAsync(Token);
    }

    [Fact]
    public async Task Of_a_promotion_with_three_uses_left_fifty_parallel_orders_get_three_and_a_failed_order_gives_its_use_back()
    {
        var code = await GivenPromotionAsync(percent: 10, uses: 3);
        var customers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _business.GivenCustomerWithCreditAsync(20)));

        var placed = await Task.WhenAll(customers.Select(customer => Task.Run(() => _business.OrderAsync(customer, Business.AnOrder() with { PromoCode = code }))));

        placed.Count(order => order.Succeeded).ShouldBe(3);
        placed.Where(order => !order.Succeeded).ShouldAllBe(order => order.Failure!.Code == "pricing.promotion-refused");
        var withdrawn = Array.FindIndex(placed, order => order.Succeeded);
        (await _business.Get<RequestCancellation>().RunAsync(customers[withdrawn].Caller, placed[withdrawn].Value.ServerId, true, "test", Token)).Succeeded.ShouldBeTrue();
        await _business.AdvanceToRestAsync(placed[withdrawn].Value.Callback!.Value);
        (await _business.CreditOfAsync(customers[withdrawn])).Amount.ShouldBe(20);

        var next = await _business.GivenCustomerWithCreditAsync(20);
        (await _business.OrderAsync(next, Business.AnOrder() with { PromoCode = code.ToLowerInvariant() })).Succeeded.ShouldBeTrue();
        (await _business.OrderAsync(next, Business.AnOrder() with { PromoCode = code })).Failure!.Code.ShouldBe("pricing.promotion-refused");
    }

    [Fact]
    public async Task A_promotion_for_ever_stays_in_every_period_one_of_the_first_does_not()
    {
        foreach (var (forever, recurring) in new[] { (true, "2.79"), (false, "3.10") })
        {
            var code = await GivenPromotionAsync(percent: 10, forever: forever);
            var customer = await _business.GivenCustomerWithCreditAsync(20);
            var placed = (await _business.OrderAsync(customer, Business.AnOrder() with { PromoCode = code })).Value;
            await _business.AdvanceToRestAsync(placed.Callback!.Value);

            var early = (await _business.Get<IssueEarly>().RunAsync(customer.Caller, placed.ServerId, Token)).Value;

            early.Total.ToText().ShouldBe(recurring);
            // Asked again it is the same invoice.
            (await _business.Get<IssueEarly>().RunAsync(customer.Caller, placed.ServerId, Token)).Value.Id.ShouldBe(early.Id);
        }
    }

    private async Task<string> GivenPromotionAsync(int percent, int? uses = null, bool forever = false) =>
        (await _business.Get<Promotions>().AddAsync(new Promotion($"P{Guid.NewGuid():N}", percent, null, forever, uses), Token)).Value.Code;

    private Task<Result<OrderQuote>> HoldAsync(Customer customer, OrderRequest request) => _business.Get<PlaceOrder>().HoldAsync(customer.Caller, request, Token);

    private async Task<string> RefusalAsync(Customer customer, OrderRequest request)
    {
        var refused = (await _business.OrderAsync(customer, request)).Failure.ShouldNotBeNull();
        refused.Code.ShouldBe("orders.quote-refused");
        return refused.Message;
    }

    /// <summary>Places that belong to quotes.</summary>
    private async Task<long> PlacesAsync() => await _business.ScalarAsync<long>("select count(*) from servers_placement where server_id < 0");

    /// <summary>Everything costs this many cents more.</summary>
    private async Task ChangePricesAsync(int cents)
    {
        await _business.Database.InTransactionAsync(transaction => transaction.ExecuteAsync($"update catalog_price set amount = amount + {cents * 100}"), Token);
        await _business.Get<CatalogLoading>().LoadAsync(Token);
    }
}

public sealed class HeldQuotesOnSqlite(OnSqlite store) : HeldQuoteStoreTests(store), IClassFixture<OnSqlite>;

public sealed class HeldQuotesOnPostgreSql(OnPostgreSql store) : HeldQuoteStoreTests(store), IClassFixture<OnPostgreSql>;
