using System.Globalization;
using Shouldly;
using Slipway.Catalog;
using Slipway.Pricing;
using Slipway.Tests.Catalog;
using Xunit;

namespace Slipway.Tests.Pricing;

public sealed class PromotionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TaxTreatment Contained = new(TaxRule.Export, 0, Included: true, RemovedPercent: 21, "US");

    private static readonly CatalogSnapshot Catalog = ShippedCatalog.Snapshot;

    [Theory]
    [InlineData(25, 10, 2.5)]
    [InlineData(1, 0.5, 0.01)]
    [InlineData(1, 0.49, 0)]
    [InlineData(100, 10, 10)]
    public void A_percentage_is_taken_off_to_the_cent(int percent, decimal sum, decimal off) => Percent(percent).Off(Eur(sum)).ShouldBe(Eur(off));

    [Theory]
    [InlineData(3, 10, 3)]
    [InlineData(10, 10, 10)]
    [InlineData(11, 10, 10)]
    public void An_amount_takes_off_no_more_than_there_is(decimal amount, decimal sum, decimal off) => Amount(amount).Off(Eur(sum)).ShouldBe(Eur(off));

    [Fact]
    public void A_promotion_of_nothing_takes_off_nothing() => new Promotion("NIL", null, null, Forever: true).Off(Eur(10)).IsZero.ShouldBeTrue();

    [Fact]
    public void Without_limits_it_is_always_valid() => (Percent(10) with { Uses = 1_000_000 }).Check(Now, 1_000, Currency.Usd).ShouldBeNull();

    [Fact]
    public void It_is_valid_from_its_first_second_to_the_last_before_its_end()
    {
        var week = Percent(10) with { From = Now, Until = Now.AddDays(7) };

        Message(week, Now - Second).ShouldBe("promocode: SPRING is not valid yet; leave it out or give another one.");
        week.Check(Now, 0, Currency.Eur).ShouldBeNull();
        week.Check(Now.AddDays(7) - Second, 0, Currency.Eur).ShouldBeNull();
        Message(week, Now.AddDays(7)).ShouldBe("promocode: SPRING has expired; leave it out or give another one.");
    }

    [Fact]
    public void It_is_used_as_often_as_it_may_be_and_not_once_more()
    {
        var thrice = Percent(10) with { MostUses = 3 };

        (thrice with { Uses = 2 }).Check(Now, 0, Currency.Eur).ShouldBeNull();
        Message(thrice with { Uses = 3 }, Now).ShouldBe("promocode: SPRING has been used up; leave it out or give another one.");
    }

    [Fact]
    public void An_account_uses_it_as_often_as_it_may_and_not_once_more()
    {
        var twice = Percent(10) with { MostUsesPerAccount = 2 };

        twice.Check(Now, 1, Currency.Eur).ShouldBeNull();
        Message(twice, Now, 2).ShouldBe("promocode: SPRING has been used 2 times on this account, which is all that is allowed; leave it out or give another one.");
    }

    [Fact]
    public void An_amount_is_for_accounts_of_its_currency()
    {
        Amount(5).Check(Now, 0, Currency.Eur).ShouldBeNull();

        var refused = Amount(5).Check(Now, 0, Currency.Usd).ShouldNotBeNull();
        refused.Code.ShouldBe("pricing.promotion-refused");
        refused.Message.ShouldBe("promocode: SPRING is for EUR, and this account is billed in USD; leave it out or give another one.");
    }

    [Theory]
    [InlineData(false, "8.00")]
    [InlineData(true, "6.00")]
    public void On_a_quote_it_is_the_last_line_and_comes_again_only_if_it_is_for_ever(bool forever, string recurring)
    {
        var quote = Price(new Promotion("SPRING", 25, null, forever), 8);

        quote.Lines.Select(line => (line.Kind, line.Amount.ToText())).ShouldBe([(QuoteLineKind.Preset, "8.00"), (QuoteLineKind.Promotion, "-2.00")]);
        quote.Lines[1].Description.ShouldBe("Promotion SPRING");
        quote.Lines[1].Recurring.ShouldBe(forever);
        quote.Total.ShouldBe(Eur(6));
        quote.Recurring.ToText().ShouldBe(recurring);
    }

    [Fact]
    public void It_is_taken_off_the_price_of_the_catalog_and_then_freed_from_tax_as_that_is()
    {
        var quote = Price(Amount(1.21m), 12.1m, Contained);

        quote.Lines.Select(line => (line.Amount.ToText(), line.ListAmount.ToText())).ShouldBe([("10.00", "12.10"), ("-1.00", "-1.21")]);
        quote.Total.ShouldBe(Eur(9));
        quote.Recurring.ShouldBe(Eur(12.1m));
    }

    [Fact]
    public void Nobody_is_paid_a_cent_for_ordering()
    {
        var request = Request(0.03m, Contained) with
        {
            TrafficPlan = ShippedCatalog.Snapshot.TrafficPlan(new TrafficPlanId(25))! with { Prices = At(0.03m) },
            Os = ShippedCatalog.Os(180) with { Licence = At(0.02m) },
            Promotion = Percent(100),
        };

        var quote = Quote.For(Catalog, request).Value;

        // Freed from tax each line is 0.02; their sum of 0.08 freed from tax at once would be 0.07.
        quote.Lines.Select(line => line.Amount.ToText()).ShouldBe(["0.02", "0.02", "0.02", "-0.06"]);
        quote.Total.IsZero.ShouldBeTrue();
    }

    [Theory]
    [InlineData(7.3, 50, "0.00", "0.01")]
    [InlineData(14.6, 50, "-0.01", "0.01")]
    [InlineData(14.6, 99, "-0.01", "0.01")]
    [InlineData(730, 25, "-0.25", "0.75")]
    [InlineData(730, 100, "-1.00", "0.00")]
    [InlineData(7.3, 100, "-0.01", "0.00")]
    public void An_hour_with_a_promotion_still_costs_a_cent_unless_everything_is_taken_off(decimal month, int percent, string off, string total)
    {
        var quote = Quote.For(Catalog, Request(month) with { Period = Period.Hourly, Promotion = Percent(percent) }).Value;

        quote.Lines[1].Amount.Amount.ShouldBe(decimal.Parse(off, CultureInfo.InvariantCulture));
        quote.Total.ToText().ShouldBe(total);
    }

    [Fact]
    public void A_free_hour_stays_free() =>
        Quote.For(Catalog, Request(0) with { Period = Period.Hourly, Promotion = Percent(50) }).Value.Total.IsZero.ShouldBeTrue();

    [Fact]
    public void An_amount_is_not_taken_off_an_hour()
    {
        var refused = Quote.For(Catalog, Request(730) with { Period = Period.Hourly, Promotion = Amount(5) }).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("pricing.promotion-not-hourly");
        refused.Message.ShouldBe("promocode: SPRING takes an amount off a period and is not for servers by the hour; leave it out.");
    }

    [Theory]
    [InlineData(false, "9.68")]
    [InlineData(true, "7.26")]
    public void The_next_period_is_told_with_tax_and_with_what_is_taken_off_for_ever(bool forever, string next)
    {
        var onTop = new TaxTreatment(TaxRule.Domestic, 21, Included: false, RemovedPercent: 0, "NL");

        Price(new Promotion("SPRING", 25, null, forever), 8, onTop).NextTotal.ToText().ShouldBe(next);
        Price(new Promotion("SPRING", 50, null, forever), 12.1m, Contained).NextTotal.ToText().ShouldBe(forever ? "5.00" : "10.00");
    }

    private static string Message(Promotion promotion, DateTimeOffset now, int usesOfAccount = 0)
    {
        var refused = promotion.Check(now, usesOfAccount, Currency.Eur).ShouldNotBeNull();
        refused.Code.ShouldBe("pricing.promotion-refused");
        return refused.Message;
    }

    private static Quote Price(Promotion promotion, decimal month, TaxTreatment? tax = null) => Quote.For(Catalog, Request(month, tax) with { Promotion = promotion }).Value;

    private static QuoteRequest Request(decimal month, TaxTreatment? tax = null) =>
        new(ShippedCatalog.Preset("vm.pico") with { Prices = At(month) }, new Location("NL", "Netherlands", "Amsterdam", "A"), Period.Monthly, Currency.Eur) { Tax = tax ?? TaxTreatment.None };

    private static PriceList At(decimal month) => new([new(PriceList.Everywhere, Eur(month))]);

    private static Promotion Percent(int percent) => new("SPRING", percent, null, Forever: false);

    private static Promotion Amount(decimal amount) => new("SPRING", null, Eur(amount), Forever: false);

    private static Money Eur(decimal amount) => new(amount, Currency.Eur);
}
