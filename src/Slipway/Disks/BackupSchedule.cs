namespace Slipway.Disks;

/// <summary>When backups of a server are made by themselves.</summary>
/// <param name="Hour">Of the day, UTC.</param>
/// <param name="Keep">How many of them are kept.</param>
public sealed record BackupSchedule(ServerId ServerId, Interval Every, int Hour, int Keep, DateTimeOffset NextAt)
{
    public DateTimeOffset After(DateTimeOffset moment) => Every.Next(moment, Hour);
}

/// <summary>Every day, on Sundays, or on the first day of the month.</summary>
public sealed record Interval
{
    private readonly Func<DateTimeOffset, bool> _isDay;

    private Interval(string word, Func<DateTimeOffset, bool> isDay)
    {
        Word = word;
        _isDay = isDay;
    }

    public static IReadOnlyList<Interval> All { get; } =
        [new("daily", _ => true), new("weekly", day => day.DayOfWeek == DayOfWeek.Sunday), new("monthly", day => day.Day == 1)];

    public string Word { get; }

    public static Interval? Find(string word) => All.FirstOrDefault(interval => interval.Word.Equals(word.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The first such hour after a moment.</summary>
    public DateTimeOffset Next(DateTimeOffset moment, int hour)
    {
        var at = new DateTimeOffset(moment.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        while (at <= moment || !_isDay(at))
        {
            at = at.AddDays(1);
        }

        return at;
    }
}
