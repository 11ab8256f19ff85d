using System.Xml.Linq;
using Shouldly;
using Slipway.Machines;
using Slipway.Traffic;
using Xunit;

namespace Slipway.Tests.Traffic;

/// <summary>From readings to bytes: nothing is lost, nothing twice, and never is anything negative.</summary>
public sealed class TrafficCountTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly TrafficCounter Last = new("a", 1_000, 2_000, Noon);

    [Fact]
    public void What_came_since_the_last_reading_belongs_to_the_time_between() =>
        Between(Last, "a", 1_500, 2_700).ShouldBe(new TrafficDelta(500, 700, Noon.AddMinutes(2.5)));

    [Theory]
    [InlineData("b", 5_000, 6_000)]
    [InlineData("a", 900, 6_000)]
    [InlineData("a", 5_000, 1_999)]
    public void Counters_that_begin_anew_count_from_zero(string epoch, long received, long sent) =>
        Between(Last, epoch, received, sent).ShouldBe(new TrafficDelta(received, sent, Noon.AddMinutes(2.5)));

    [Fact]
    public void The_first_reading_counts_whole_since_the_machine_was_made_for_this_server() =>
        Between(null, "a", 900, 800, uptime: 60).ShouldBe(new TrafficDelta(900, 800, Noon.AddMinutes(5).AddMilliseconds(-1)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-300)]
    public void A_reading_that_is_not_newer_was_counted_by_somebody_else(int seconds) =>
        TrafficCount.Between(Last, new MachineFigures(Noon.AddSeconds(seconds), "a", 9_000, 9_000, null), 9_000, 9_000).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData(1e300)]
    [InlineData(-5.0)]
    [InlineData(double.NaN)]
    public void More_than_any_port_can_do_is_no_traffic(double? uptime)
    {
        Between(Last, "a", long.MaxValue, 2_001).ShouldBe(new TrafficDelta(0, 1, Noon.AddMinutes(2.5)));
        Between(null, "a", long.MaxValue, long.MaxValue, uptime).ShouldBe(new TrafficDelta(0, 0, Noon.AddMinutes(5).AddMilliseconds(-1)));
    }

    [Theory]
    [InlineData("day", "2026-03-30T12:05:00Z", "2026-03-31T12:05:00Z", 300)]
    [InlineData("DAY", "2026-03-30T12:05:00Z", "2026-03-31T12:05:00Z", 300)]
    [InlineData("month", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", 86400)]
    [InlineData("year", "2025-04-01T00:00:00Z", "2026-04-01T00:00:00Z", 86400)]
    [InlineData("2024-02", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", 86400)]
    [InlineData("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", 86400)]
    public void Periods(string text, string from, string until, int slice)
    {
        var period = TrafficPeriod.Parse(text, Noon.AddSeconds(1)).ShouldNotBeNull();

        (period.From, period.Until, period.SliceSeconds).ShouldBe((DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(until, null), slice));
    }

    [Theory]
    [InlineData("week")]
    [InlineData("")]
    [InlineData("2026-13")]
    [InlineData("2026-3")]
    [InlineData("9999-12")]
    [InlineData("0001-01")]
    [InlineData("2026-03-31")]
    public void No_periods(string text) => TrafficPeriod.Parse(text, Noon).ShouldBeNull();

    [Fact]
    public void A_picture_is_drawn_from_the_slices_and_holds_nothing_that_a_browser_would_run()
    {
        var report = new TrafficReport(TrafficPeriod.Day(Noon), [new(Noon.AddHours(-3), 37_500_000, 3_750), new(Noon.AddHours(-3).AddMinutes(5), 75_000_000, 0), new(Noon.AddHours(-1), 0, 0)]);

        var picture = XDocument.Parse(TrafficPicture.Draw(report, "<script>alert(1)</script> & \"more\" \0\uFFFE\uD800"));

        XNamespace svg = "http://www.w3.org/2000/svg";
        picture.Root!.Name.ShouldBe(svg + "svg");
        picture.Descendants().Select(element => element.Name.LocalName).Distinct().ShouldBe(["svg", "rect", "text", "path"], ignoreOrder: true);
        var texts = picture.Descendants(svg + "text").Select(text => text.Value).ToList();
        texts.ShouldContain("<script>alert(1)</script> & \"more\" ");
        texts.ShouldContain("2 Mbit/s");
        texts.ShouldContain("in: 112.5 MB");
        texts.ShouldContain("out: 3.75 kB");
        // Two stretches with a gap between, each an area and a line.
        picture.Descendants(svg + "path").Count(path => path.Attribute("fill")?.Value == "#9c9").ShouldBe(2);
        TrafficPicture.Draw(report with { Points = [.. report.Points.Take(2), new(Noon.AddHours(-1), 9_000_000, 0)] }, "x").ShouldNotBe(TrafficPicture.Draw(report, "x"));
    }

    [Fact]
    public void A_picture_of_nothing_is_empty()
    {
        var picture = TrafficPicture.Draw(new TrafficReport(TrafficPeriod.Year(Noon), []), "Server 1");

        picture.ShouldContain("in: 0 B");
        picture.ShouldNotContain("NaN");
        XDocument.Parse(picture);
    }

    private static TrafficDelta? Between(TrafficCounter? last, string epoch, long received, long sent, double? uptime = null) =>
        TrafficCount.Between(last, new MachineFigures(Noon.AddMinutes(5), epoch, received, sent, null) { UptimeSeconds = uptime }, received, sent);
}
