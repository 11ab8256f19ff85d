using System.Globalization;

namespace Slipway.Invapi.Wire;

/// <summary>Dates of a request, in UTC.</summary>
internal static class WireDays
{
    /// <summary><c>period_from</c> and <c>period_to</c>; the last day belongs to the period.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? To) Period(WireForm form) => (Day(form, "period_from"), Day(form, "period_to")?.AddDays(1));

    /// <summary>A moment: seconds since 1970, a date (its beginning), or date and time.</summary>
    public static DateTimeOffset? Moment(WireForm form, string name) => form.Text(name)?.Trim() is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : form.Complain<DateTimeOffset?>($"{name} must be a date such as 2030-01-31 (UTC), a time such as 2030-01-31T12:00:00Z, or seconds since 1970");

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK"];

    private static DateTimeOffset? Day(WireForm form, string name) => form.Text(name)?.Trim() is not { } text ? null
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && day.Year < 9999 ? day
        : form.Complain<DateTimeOffset?>($"{name} must be a date such as 2030-01-31");
}
