using System.Globalization;

namespace Slipway.Traffic;

/// <summary>A stretch of time, in UTC, and the length of the slices it is told in.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Until">The first moment that does not belong to it.</param>
public sealed record TrafficPeriod(string Name, DateTimeOffset From, DateTimeOffset Until, int SliceSeconds)
{
    private const int FiveMinutes = 300;

    private const int Hour = 3600;

    private const int DayLong = 86400;

    public const string Allowed = "day (the last 24 hours), month (this calendar month), year (the last 365 days), or a month such as 2027-01";

    /// <summary>Null when the words mean nothing.</summary>
    public static TrafficPeriod? Parse(string text, DateTimeOffset now) => text.ToLowerInvariant() switch
    {
        "day" => Day(now),
        "month" => Month("month", new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero)),
        "year" => Year(now),
        _ => DateTimeOffset.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var month) && month.Year is >= 2000 and < 9999 ? Month(text, month) : null,
    };

    public static TrafficPeriod Day(DateTimeOffset now) => Last("day", now, TimeSpan.FromDays(1), FiveMinutes);

    /// <summary>31 days by the hour, for a picture.</summary>
    public static TrafficPeriod ThirtyOneDays(DateTimeOffset now) => Last("month", now, TimeSpan.FromDays(31), Hour);

    public static TrafficPeriod Year(DateTimeOffset now) => Last("year", now, TimeSpan.FromDays(365), DayLong);

    private static TrafficPeriod Month(string name, DateTimeOffset first) => new(name, first, first.AddMonths(1), DayLong);

    private static TrafficPeriod Last(string name, DateTimeOffset now, TimeSpan length, int slice)
    {
        var until = TrafficStore.BeginOf(now, slice).AddSeconds(slice);
        return new(name, until - length, until, slice);
    }
}

/// <param name="From">Beginning of the slice.</param>
/// <param name="Received">Bytes into the server.</param>
/// <param name="Sent">Bytes out of it.</param>
public sealed record TrafficPoint(DateTimeOffset From, long Received, long Sent);

/// <summary>Sums, and the slices that were measured; one that is missing was not.</summary>
public sealed record TrafficReport(TrafficPeriod Period, IReadOnlyList<TrafficPoint> Points)
{
    public long Received => Points.Sum(point => point.Received);

    public long Sent => Points.Sum(point => point.Sent);
}
