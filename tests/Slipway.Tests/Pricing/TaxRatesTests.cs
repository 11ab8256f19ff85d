using CsCheck;
using Shouldly;
using Slipway.Pricing;
using Xunit;

namespace Slipway.Tests.Pricing;

public sealed class TaxRatesTests
{
    private static readonly TaxRates Europe = new() { Home = "nl", Rates = { ["NL"] = 21, ["de"] = 19 } };

    [Theory]
    [InlineData("NL", "", TaxRule.Domestic, 21, 0, "NL")]
    [InlineData("nl", "NL000000000B00", TaxRule.Domestic, 21, 0, "NL")]
    [InlineData("", "", TaxRule.Domestic, 21, 0, "NL")]
    [InlineData("", "DE000000000", TaxRule.Domestic, 21, 0, "NL")]
    [InlineData("DE", "", TaxRule.Destination, 19, 0, "DE")]
    [InlineData("de", "DE000000000", TaxRule.ReverseCharge, 0, 21, "DE")]
    [InlineData("us", "", TaxRule.Export, 0, 21, "US")]
    [InlineData("US", "123", TaxRule.Export, 0, 21, "US")]
    public void Who_is_where_pays_which_tax(string country, string vatNumber, TaxRule rule, decimal percent, decimal removed, string whose) =>
        Europe.For(new TaxPayer(country, vatNumber)).ShouldBe(new TaxTreatment(rule, percent, Included: false, removed, whose));

    [Theory]
    [InlineData("NL")]
    [InlineData("DE")]
    [InlineData("US")]
    public void Prices_that_contain_tax_contain_it_for_everybody(string country)
    {
        var rates = new TaxRates { Home = "NL", Rates = { ["NL"] = 21, ["DE"] = 19 }, PricesIncludeTax = true };

        rates.For(new TaxPayer(country, "")).Included.ShouldBeTrue();
        rates.For(new TaxPayer(country, "X")).Included.ShouldBeTrue();
    }

    [Fact]
    public void Without_rates_nothing_is_taxed()
    {
        new TaxRates { Home = "NL", PricesIncludeTax = true }.For(new TaxPayer("NL", "")).ShouldBe(TaxTreatment.None);
        TaxTreatment.None.ShouldBe(new TaxTreatment(TaxRule.None, 0, Included: false, 0, ""));
    }

    [Fact]
    public void Nothing_is_taxed_by_a_home_without_a_rate() =>
        new TaxRates { Home = "NL", Rates = { ["DE"] = 19 } }.For(new TaxPayer("US", "")).ShouldBe(new TaxTreatment(TaxRule.Export, 0, Included: false, 0, "US"));

    [Theory]
    [InlineData("NLD", 21)]
    [InlineData("N", 21)]
    [InlineData("N1", 21)]
    [InlineData("NL", -0.01)]
    [InlineData("NL", 100.01)]
    [InlineData("NL", 20.125)]
    public void A_wrong_rate_is_a_mistake_that_names_it(string country, decimal rate) =>
        new TaxRates { Home = country, Rates = { [country] = rate } }.Mistakes().ShouldHaveSingleItem()
            .ShouldBe(FormattableString.Invariant($"Tax:Rates:{country} is {rate}; a rate stands under a country's two letters and is 0 to 100 percent with at most two decimals."));

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(20.05)]
    public void Rates_from_nothing_to_everything_are_rates(decimal rate) => new TaxRates { Home = "NL", Rates = { ["nl"] = rate } }.Mistakes().ShouldBeEmpty();

    [Fact]
    public void A_home_without_a_rate_is_a_mistake_where_there_are_rates()
    {
        new TaxRates { Home = "FR", Rates = { ["NL"] = 21, ["DE"] = 19 } }.Mistakes().ShouldHaveSingleItem()
            .ShouldBe("Tax:Home is 'FR'; with rates it must be one of the countries that have one: NL, DE.");
        new TaxRates { Rates = { ["NL"] = 21 } }.Mistakes().ShouldHaveSingleItem().ShouldStartWith("Tax:Home is '';");
        // Whoever says where he is taxed and gives no rate has mistyped something; whoever says neither taxes nobody.
        new TaxRates { Home = "FR" }.Mistakes().ShouldHaveSingleItem().ShouldStartWith("Tax:Home is 'FR' and there are no rates;");
        new TaxRates { Home = "FR", Rates = { ["FR"] = 20 }, Unreadable = { "Tax:Rates:DE '1,9'" } }.Mistakes().ShouldHaveSingleItem().ShouldStartWith("Tax:Rates:DE '1,9' is no number;");
        new TaxRates().Mistakes().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, 21, "100.00", "21.00", "121.00")]
    [InlineData(0.02, 21, "0.02", "0.00", "0.02")]
    [InlineData(0.03, 21, "0.03", "0.01", "0.04")]
    [InlineData(10, 0, "10.00", "0.00", "10.00")]
    public void Tax_on_top_is_added_to_the_sum(decimal lines, decimal percent, string net, string tax, string total) =>
        Texts(Domestic(percent, included: false).Of(Eur(lines))).ShouldBe((net, tax, total));

    [Theory]
    [InlineData(121, 21, "100.00", "21.00", "121.00")]
    [InlineData(100, 21, "82.64", "17.36", "100.00")]
    [InlineData(10, 0, "10.00", "0.00", "10.00")]
    public void Tax_that_is_contained_is_taken_out_of_the_sum(decimal lines, decimal percent, string net, string tax, string total) =>
        Texts(Domestic(percent, included: true).Of(Eur(lines))).ShouldBe((net, tax, total));

    [Theory]
    [InlineData(true, 21, "100.00")]
    [InlineData(true, 0, "121.00")]
    [InlineData(false, 21, "121.00")]
    public void Who_does_not_owe_the_tax_in_a_price_does_not_pay_it(bool included, decimal removed, string line) =>
        new TaxTreatment(TaxRule.Export, 0, included, removed, "US").Line(Eur(121)).ToText().ShouldBe(line);

    [Fact]
    public void Net_and_tax_are_the_total_to_the_cent() => Gen.Select(Gen.Int[0, 10_000_000], Gen.Int[0, 10_000], Gen.Bool).Sample((cents, rate, included) =>
    {
        var sum = Domestic(rate / 100m, included).Of(Eur(cents / 100m));

        sum.Tax.ShouldBe(sum.Tax.Round());
        sum.Total.ShouldBe(sum.Net + sum.Tax);
        (included ? sum.Total : sum.Net).ShouldBe(Eur(cents / 100m));
        // The rate applied to the net sum gives the tax, give or take the rounding.
        Math.Abs(sum.Net.Amount * rate / 10_000m - sum.Tax.Amount).ShouldBeLessThanOrEqualTo(0.01m);
    });

    private static TaxTreatment Domestic(decimal percent, bool included) => new(TaxRule.Domestic, percent, included, 0, "NL");

    private static (string Net, string Tax, string Total) Texts(TaxedSum sum) => (sum.Net.ToText(), sum.Tax.ToText(), sum.Total.ToText());

    private static Money Eur(decimal amount) => new(amount, Currency.Eur);
}
