using Shouldly;
using Slipway.Catalog;
using Slipway.Pricing;
using Slipway.Tests.Catalog;
using Xunit;

namespace Slipway.Tests.Pricing;

public sealed class QuoteTests
{
    private static readonly Location Here = new("NL", "Netherlands", "Amsterdam", "A");
    private static readonly PriceList Ten = new([new("NL", new Money(10, Currency.Eur))]);

    private static readonly CatalogFacts Facts = ShippedCatalog.Snapshot.Facts with
    {
        Discounts = new Dictionary<int, int> { [3] = 5, [12] = 12 },
        ExtraIpv4 = new([new(PriceList.Everywhere, new Money(1.99m, Currency.Eur))]),
        Ipv6Block = Ten,
    };

    private static readonly CatalogSnapshot Catalog = new(Facts, new CatalogRecipes([], []));

    private static readonly Preset Preset = ShippedCatalog.Preset("vm.pico") with { Prices = Ten };

    [Theory]
    [InlineData("monthly", "10.00")]
    [InlineData("quarterly", "28.50")]
    [InlineData("semi-annually", "60.00")]
    [InlineData("annually", "105.60")]
    [InlineData("hourly", "0.01")]
    public void Paying_ahead_makes_the_server_cheaper(string period, string total) => Price(new(Preset, Here, Period.Parse(period).Value, Currency.Eur)).Total.ToText().ShouldBe(total);

    [Fact]
    public void Only_the_server_gets_the_discount()
    {
        var os = ShippedCatalog.Os(180) with { Licence = Ten };

        var quote = Price(new(Preset, Here, Period.Annually, Currency.Eur) { Os = os, ExtraIpv4 = 2 });

        quote.Lines.Select(line => (line.Kind, line.Amount.ToText())).ShouldBe(
            [(QuoteLineKind.Preset, "105.60"), (QuoteLineKind.OsLicence, "120.00"), (QuoteLineKind.ExtraIpv4, "47.76")]);
        quote.Total.ToText().ShouldBe("273.36");
    }

    [Fact]
    public void What_is_free_has_no_line_but_the_server_always_has()
    {
        var free = Preset with { Prices = PriceList.Free };

        var quote = Price(new(free, Here, Period.Monthly, Currency.Eur) { TrafficPlan = ShippedCatalog.Snapshot.TrafficPlan(new TrafficPlanId(25))! with { Prices = PriceList.Free } });

        quote.Lines.ShouldHaveSingleItem().Kind.ShouldBe(QuoteLineKind.Preset);
        quote.Total.IsZero.ShouldBeTrue();
    }

    [Fact]
    public void A_currency_without_a_price_is_refused_with_those_that_have_one()
    {
        var refused = Quote.For(Catalog, new(Preset, Here, Period.Monthly, Currency.Usd)).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("pricing.currency-unavailable");
        refused.Message.ShouldContain("Currencies: EUR");
    }

    [Fact]
    public void What_has_no_price_in_a_location_is_not_sold_there() =>
        Quote.For(Catalog, new(Preset, Here with { Code = "US" }, Period.Monthly, Currency.Eur)).Failure!.Code.ShouldBe("pricing.not-sold");

    private static Quote Price(QuoteRequest request) => Quote.For(Catalog, request).Value;
}
