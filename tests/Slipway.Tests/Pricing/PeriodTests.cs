using CsCheck;
using Shouldly;
using Slipway.Pricing;
using Xunit;

namespace Slipway.Tests.Pricing;

public sealed class PeriodTests
{
    [Theory]
    [InlineData(null, "monthly")]
    [InlineData(" ", "monthly")]
    [InlineData("MONTHLY", "monthly")]
    [InlineData("1", "monthly")]
    [InlineData("month", "monthly")]
    [InlineData("quarterly", "quarterly")]
    [InlineData("Semi-Annually", "semi-annually")]
    [InlineData("semiannually", "semi-annually")]
    [InlineData("yearly", "annually")]
    [InlineData("annually", "annually")]
    [InlineData("hourly", "hourly")]
    public void Every_known_spelling_is_understood(string? text, string name) => Period.Parse(text).Value.Name.ShouldBe(name);

    [Theory]
    [InlineData("weekly")]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("monthly,quarterly")]
    public void Anything_else_is_refused_with_the_words_that_clients_know(string text)
    {
        var failure = Period.Parse(text).Failure.ShouldNotBeNull();

        failure.Message.ShouldBe("Invalid deploy_period");
        failure.Facts.ShouldBeOfType<InvalidPeriod>().Allowed.ShouldBe(["hourly", "monthly", "quarterly", "semi-annually", "annually"]);
    }

    [Fact]
    public void The_stored_spelling_is_read_again() => Period.All.ShouldAllBe(period => Period.Parse(period.Name).Value == period);

    [Theory]
    [InlineData("2026-01-31", 0, "2026-02-28")]
    [InlineData("2026-02-28", 31, "2026-03-31")]
    [InlineData("2028-01-31", 0, "2028-02-29")]
    [InlineData("2026-12-15", 0, "2027-01-15")]
    public void A_month_ends_where_it_ends(string due, int anchor, string next) => Period.Monthly.NextDue(Day(due), anchor).ShouldBe(Day(next));

    [Theory]
    [InlineData("quarterly", "2026-11-30", "2027-02-28")]
    [InlineData("semi-annually", "2026-08-31", "2027-02-28")]
    [InlineData("annually", "2028-02-29", "2029-02-28")]
    public void Longer_periods_too(string period, string due, string next) => Period.Parse(period).Value.NextDue(Day(due)).ShouldBe(Day(next));

    [Fact]
    public void An_hour_is_an_hour() => Period.Hourly.NextDue(Day("2026-01-31")).ShouldBe(Day("2026-01-31").AddHours(1));

    [Fact]
    public void Payments_keep_to_the_day_of_the_first_one() => Gen.Select(Gen.Int[0, 20_000], Gen.Int[1, 4]).Sample((days, index) =>
    {
        var (first, period) = (Day("2020-01-01").AddDays(days), Period.All[index]);
        var due = first;
        for (var number = 1; number <= 12; number++)
        {
            due = period.NextDue(due, first.Day);
            due.ShouldBe(first.AddMonths(number * period.Months));
        }
    });

    private static DateTimeOffset Day(string text) => new(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
}
