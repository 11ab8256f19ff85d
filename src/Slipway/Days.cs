using System.Globalization;

namespace Slipway;

/// <summary>The day of a moment, in UTC, as mails, documents, verbs and the wire write it: <c>2027-01-31</c>.</summary>
public static class Days
{
    public static string ToDay(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
