using Shouldly;
using Slipway.Pricing;
using Xunit;

namespace Slipway.Tests.Pricing;

/// <summary>Every spelling of the contract, one by one: a client that sends the one that is missing cannot order.</summary>
public sealed class PeriodSpellingTests
{
    [Theory]
    [InlineData("hourly", "hourly")]
    [InlineData("monthly", "monthly", "month", "1")]
    [InlineData("quarterly", "quarterly", "3 months")]
    [InlineData("semi-annually", "semi-annually", "6 months", "semiannually", "semi-annual", "semi_annually")]
    [InlineData("annually", "annually", "yearly", "annual")]
    public void A_period_is_known_by_each_of_its_spellings(string name, params string[] spellings) =>
        spellings.ShouldAllBe(spelling => Period.Parse(spelling).Value.Name == name && Period.Parse($" {spelling.ToUpperInvariant()}\t").Value.Name == name);

    [Fact]
    public void Nothing_is_a_month_and_not_a_spelling()
    {
        Period.Parse(null).Value.ShouldBe(Period.Monthly);
        Period.Parse("").Value.ShouldBe(Period.Monthly);
        Period.Parse("\t ").Value.ShouldBe(Period.Monthly);
    }

    [Fact]
    public void A_refusal_repeats_what_was_asked()
    {
        var failure = Period.Parse("fortnightly").Failure.ShouldNotBeNull();

        failure.Code.ShouldBe("pricing.period-invalid");
        failure.Facts.ShouldBeOfType<InvalidPeriod>().Asked.ShouldBe("fortnightly");
    }

    [Fact]
    public void Periods_are_told_apart_by_their_names()
    {
        foreach (var period in Period.All)
        {
            Period.All.Where(other => period.Equals(other)).ShouldBe([period]);
            period.Equals(null).ShouldBeFalse();
            period.ToString().ShouldBe(period.Name);
        }

        Period.All.Select(period => period.GetHashCode()).Distinct().Count().ShouldBe(Period.All.Count);
    }

    [Fact]
    public void Only_an_hour_has_no_months() =>
        Period.All.Select(period => (period.Months, period.IsHourly)).ShouldBe([(0, true), (1, false), (3, false), (6, false), (12, false)]);
}
