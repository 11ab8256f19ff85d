namespace Slipway.Pricing;

/// <summary>How long one payment lasts. There are five, and no others.</summary>
public sealed record Period
{
    public static readonly Period Hourly = new("hourly", 0);
    public static readonly Period Monthly = new("monthly", 1, "month", "1");
    public static readonly Period Quarterly = new("quarterly", 3, "3 months");
    public static readonly Period SemiAnnually = new("semi-annually", 6, "6 months", "semiannually", "semi-annual", "semi_annually");
    public static readonly Period Annually = new("annually", 12, "yearly", "annual");

    public static readonly IReadOnlyList<Period> All = [Hourly, Monthly, Quarterly, SemiAnnually, Annually];

    // Every spelling that some client is known to send (contract: "Billing periods").
    private static readonly Dictionary<string, Period> Spellings = All
        .SelectMany(period => period._spellings, (period, spelling) => (period, spelling))
        .ToDictionary(pair => pair.spelling, pair => pair.period, StringComparer.OrdinalIgnoreCase);

    private readonly string[] _spellings;

    private Period(string name, int months, params string[] otherSpellings)
    {
        Name = name;
        Months = months;
        _spellings = [name, .. otherSpellings];
    }

    /// <summary>The canonical spelling; the one that is stored.</summary>
    public string Name { get; }

    /// <summary>Zero for <see cref="Hourly"/>.</summary>
    public int Months { get; }

    public bool IsHourly => Months == 0;

    /// <summary>Any known spelling. One that is absent or blank is a month; anything else is refused.</summary>
    public static Result<Period> Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Monthly
        : Spellings.TryGetValue(text.Trim(), out var period) ? period
        : PricingFailures.PeriodInvalid(text);

    /// <summary>
    /// When the next payment is due. Months end where they end: 31 January is followed by 28 February, and that by
    /// 31 March again if <paramref name="anchorDay"/>, the day of the first payment, is handed in.
    /// </summary>
    public DateTimeOffset NextDue(DateTimeOffset due, int anchorDay = 0)
    {
        if (IsHourly)
        {
            return due.AddHours(1);
        }

        var next = due.AddMonths(Months);
        var last = DateTime.DaysInMonth(next.Year, next.Month);
        return next.AddDays(Math.Min(Math.Max(anchorDay, due.Day), last) - next.Day);
    }

    public override string ToString() => Name;

    public bool Equals(Period? other) => Name == other?.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
