using Shouldly;
using Slipway.Catalog;
using Slipway.Pricing;
using Slipway.Tests.Catalog;
using Xunit;

namespace Slipway.Tests.Pricing;

/// <summary>What stands on the invoice: which lines, in which words and at which amounts.</summary>
public sealed class QuoteLineTests
{
    private static readonly Location Here = new("NL", "Netherlands", "Amsterdam", "A");
    private static readonly Preset Server = ShippedCatalog.Preset("vm.pico") with { Prices = At(10) };
    private static readonly TrafficPlan Plan = ShippedCatalog.Snapshot.TrafficPlan(new TrafficPlanId(25))! with { Prices = At(2) };
    private static readonly OsRecipe Os = ShippedCatalog.Os(180) with { Licence = At(4) };
    private static readonly SoftwareRecipe Software = ShippedCatalog.Software(12) with { Licence = At(8) };

    private static readonly CatalogSnapshot Catalog = new(
        ShippedCatalog.Snapshot.Facts with { Discounts = new Dictionary<int, int> { [3] = 10 }, ExtraIpv4 = At(1.5m), Ipv6Block = At(0.25m) },
        new CatalogRecipes([], []));

    private static readonly QuoteRequest Everything = new(Server, Here, Period.Monthly, Currency.Eur)
    {
        TrafficPlan = Plan,
        Os = Os,
        Software = Software,
        ExtraIpv4 = 2,
        Ipv6Block = true,
    };

    [Fact]
    public void Everything_that_is_ordered_is_a_line_of_its_own()
    {
        var quote = Price(Everything);

        quote.Lines.Select(line => (line.Kind, line.Description, line.Amount.ToText())).ShouldBe(
        [
            (QuoteLineKind.Preset, "Server vm.pico in NL, monthly", "10.00"),
            (QuoteLineKind.TrafficPlan, $"Traffic plan {Plan.Name}, monthly", "2.00"),
            (QuoteLineKind.OsLicence, "Licence Debian 11, monthly", "4.00"),
            (QuoteLineKind.SoftwareLicence, "Licence Docker, monthly", "8.00"),
            (QuoteLineKind.ExtraIpv4, "Additional IPv4 addresses (2), monthly", "3.00"),
            (QuoteLineKind.Ipv6Block, "IPv6 block /64, monthly", "0.25"),
        ]);
        quote.Total.ShouldBe(Eur(27.25m));
        quote.Currency.ShouldBe(Currency.Eur);
        quote.Period.ShouldBe(Period.Monthly);
    }

    [Fact]
    public void What_is_not_ordered_is_no_line() =>
        Price(new(Server, Here, Period.Monthly, Currency.Eur)).Lines.ShouldHaveSingleItem().Kind.ShouldBe(QuoteLineKind.Preset);

    [Fact]
    public void What_is_not_ordered_need_not_be_sold_here()
    {
        var nowhere = new PriceList([new("US", Eur(1))]);
        var catalog = new CatalogSnapshot(Catalog.Facts with { ExtraIpv4 = nowhere, Ipv6Block = nowhere }, new CatalogRecipes([], []));

        Quote.For(catalog, new(Server, Here, Period.Monthly, Currency.Eur)).Value.Total.ShouldBe(Eur(10));
    }

    [Fact]
    public void Every_line_is_paid_again_in_every_period()
    {
        var quote = Price(Everything);

        quote.Lines.ShouldAllBe(line => line.Recurring && line.ListAmount == line.Amount);
        quote.Recurring.ShouldBe(Eur(27.25m));
    }

    [Fact]
    public void A_discount_is_given_on_the_server_in_its_own_period_only()
    {
        Price(Everything with { Period = Period.Quarterly }).Lines.Select(line => line.Amount.ToText()).ShouldBe(["27.00", "6.00", "12.00", "24.00", "9.00", "0.75"]);
        Price(Everything with { Period = Period.Annually }).Lines.Select(line => line.Amount.ToText()).ShouldBe(["120.00", "24.00", "48.00", "96.00", "36.00", "3.00"]);
    }

    [Theory]
    [InlineData(7.30, 0.01)]
    [InlineData(10.95, 0.02)]
    [InlineData(73, 0.10)]
    [InlineData(730, 1)]
    public void An_hour_is_a_month_over_730(decimal month, decimal hour) => Hour(month).ShouldBe(Eur(hour));

    [Theory]
    [InlineData(0.01)]
    [InlineData(3.64)]
    public void An_hour_of_what_is_charged_at_all_costs_a_cent_at_least(decimal month) => Hour(month).ShouldBe(Eur(0.01m));

    [Fact]
    public void An_hour_of_what_is_free_is_free() => Hour(0).IsZero.ShouldBeTrue();

    [Fact]
    public void Only_an_hour_is_raised_to_a_cent() =>
        Price(new(Server with { Prices = At(0.004m) }, Here, Period.Monthly, Currency.Eur)).Total.IsZero.ShouldBeTrue();

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    public void More_addresses_than_can_be_ordered_are_refused_and_so_are_fewer_than_none(int addresses)
    {
        var refused = Refused(Everything with { ExtraIpv4 = addresses });

        refused.Code.ShouldBe("pricing.ipv4-amount-invalid");
        refused.Message.ShouldBe($"{addresses} additional IPv4 addresses cannot be ordered: 0 to 255 can.");
    }

    [Fact]
    public void The_last_address_that_can_be_ordered_can_be_ordered() =>
        Price(Everything with { ExtraIpv4 = 255 }).Lines.Single(line => line.Kind == QuoteLineKind.ExtraIpv4).Amount.ShouldBe(Eur(382.5m));

    [Fact]
    public void A_currency_without_a_price_is_refused_in_words_that_help()
    {
        PriceList two = new([new("NL", new Money(10, Currency.Eur)), new("NL", new Money(11, Currency.Usd))]);

        Refused(new(Server with { Prices = two }, Here, Period.Monthly, new Currency("GBP"))).Message
            .ShouldBe("Server vm.pico in NL has no price in GBP in NL. Currencies: EUR, USD.");
    }

    [Fact]
    public void A_part_that_is_not_sold_here_is_refused_by_its_name()
    {
        var refused = Refused(Everything with { Software = Software with { Licence = new([new("US", Eur(8))]) } });

        refused.Code.ShouldBe("pricing.not-sold");
        refused.Message.ShouldBe("Licence Docker is not sold in NL.");
    }

    private static Money Hour(decimal month) => Price(new(Server with { Prices = At(month) }, Here, Period.Hourly, Currency.Eur)).Total;

    private static PriceList At(decimal month) => new([new(PriceList.Everywhere, Eur(month))]);

    private static Money Eur(decimal amount) => new(amount, Currency.Eur);

    private static Quote Price(QuoteRequest request) => Quote.For(Catalog, request).Value;

    private static Failure Refused(QuoteRequest request) => Quote.For(Catalog, request).Failure.ShouldNotBeNull();
}
