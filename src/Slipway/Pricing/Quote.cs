using Slipway.Catalog;

namespace Slipway.Pricing;

/// <summary>What is to be priced. Whether the parts fit each other is the catalog's question, not this one's.</summary>
public sealed record QuoteRequest(Preset Preset, Location Location, Period Period, Currency Currency)
{
    public const int MostExtraIpv4 = 255;

    public TrafficPlan? TrafficPlan { get; init; }

    /// <summary>Null for an own system.</summary>
    public OsRecipe? Os { get; init; }

    public SoftwareRecipe? Software { get; init; }

    /// <summary>Addresses beyond the one that is always included.</summary>
    public int ExtraIpv4 { get; init; }

    public bool Ipv6Block { get; init; }

    /// <summary>Checked already; null without a code.</summary>
    public Promotion? Promotion { get; init; }

    public TaxTreatment Tax { get; init; } = TaxTreatment.None;
}

public enum QuoteLineKind
{
    Preset,
    TrafficPlan,
    OsLicence,
    SoftwareLicence,
    ExtraIpv4,
    Ipv6Block,
    Promotion,
}

/// <param name="Kind">What is paid for.</param>
/// <param name="Description">As it stands on the invoice.</param>
/// <param name="Amount">For the whole period, rounded to the cent, as this customer pays it. Negative for a promotion.</param>
/// <param name="Recurring">Paid again in every period.</param>
/// <param name="ListAmount">The same in prices of the catalog, before tax is looked at: what a renewal begins from.</param>
public sealed record QuoteLine(QuoteLineKind Kind, string Description, Money Amount, bool Recurring, Money ListAmount);

/// <summary>
/// What an order costs for one period. Every line is rounded on its own and the tax once, on their sum, so an invoice always
/// adds up. A promotion is a line that takes off. The discount for paying ahead is given on the server only: licences, addresses and traffic are bought in at
/// prices that know no discount. An hour is a month's price over 730 hours and, where anything is charged at all, never
/// less than a cent.
/// </summary>
public sealed record Quote(Period Period, IReadOnlyList<QuoteLine> Lines, TaxedSum Sum, TaxTreatment Tax)
{
    private const decimal HoursOfMonth = 730;

    public Money Total => Sum.Total;

    public Currency Currency => Total.Currency;

    /// <summary>What every further period costs in prices of the catalog.</summary>
    public Money Recurring => Lines.Where(line => line.Recurring).Aggregate(Money.Zero(Currency), (sum, line) => sum + line.ListAmount);

    /// <summary>What every further period costs this customer with tax, as its renewal will say.</summary>
    public Money NextTotal => Tax.Of(Lines.Where(line => line.Recurring).Aggregate(Money.Zero(Currency), (sum, line) => sum + Tax.Line(line.ListAmount))).Total;

    public static Result<Quote> For(CatalogSnapshot catalog, QuoteRequest request)
    {
        if (request.ExtraIpv4 is < 0 or > QuoteRequest.MostExtraIpv4)
        {
            return PricingFailures.Ipv4AmountInvalid(request.ExtraIpv4);
        }

        var lines = new List<QuoteLine>();
        foreach (var part in Parts(catalog.Facts, request))
        {
            if (part.Prices.Find(request.Location.Code, request.Currency) is not { } month)
            {
                return part.Prices.IsSoldIn(request.Location.Code)
                    ? PricingFailures.CurrencyUnavailable(part.Description, request.Location.Code, request.Currency, part.Prices)
                    : PricingFailures.NotSold(part.Description, request.Location.Code);
            }

            var amount = ForPeriod(month * part.Amount, request.Period, part.DiscountPercent);
            // A free plan or system is not worth a line; the server itself always is.
            if (!amount.IsZero || part.Kind == QuoteLineKind.Preset)
            {
                lines.Add(new QuoteLine(part.Kind, $"{part.Description}, {request.Period}", request.Tax.Line(amount), Recurring: true, amount));
            }
        }

        if (request.Promotion is { } promotion)
        {
            if (request.Period.IsHourly && promotion.Amount is not null)
            {
                return PricingFailures.PromotionNotByTheHour(promotion.Code);
            }

            var list = Summed(lines, request.Currency, line => line.ListAmount);
            var off = promotion.Off(list);
            if (request.Period.IsHourly && promotion.Percent < 100)
            {
                // An hour costs a cent at least.
                off = Money.Min(off, Money.Max(list - Smallest(request.Currency), Money.Zero(request.Currency)));
            }

            var offHere = request.Tax.Line(off);
            var sum = Summed(lines, request.Currency, line => line.Amount);
            // Taking the tax out of each price alone may leave a cent; nobody is paid for ordering.
            lines.Add(new QuoteLine(QuoteLineKind.Promotion, $"Promotion {promotion.Code}", -Money.Min(offHere, sum), promotion.Forever, -off));
        }

        return new Quote(request.Period, lines, request.Tax.Of(Summed(lines, request.Currency, line => line.Amount)), request.Tax);
    }

    /// <summary>So many additional addresses for a period, in prices of the catalog before tax: what adding some changes about a service.</summary>
    public static Result<Money> ExtraIpv4For(CatalogFacts facts, string location, Period period, Currency currency, int count) =>
        facts.ExtraIpv4.Find(location, currency) is { } month ? ForPeriod(month * count, period, discountPercent: 0)
        : facts.ExtraIpv4.IsSoldIn(location) ? PricingFailures.CurrencyUnavailable("An additional IPv4 address", location, currency, facts.ExtraIpv4)
        : PricingFailures.NotSold("An additional IPv4 address", location);

    /// <summary>What a line of additional addresses says.</summary>
    public static string ExtraIpv4Text(int count) => $"Additional IPv4 addresses ({count})";

    /// <summary>The licences alone, in prices of the catalog before tax: what a reinstallation changes about a service.</summary>
    public static Result<IReadOnlyList<QuoteLine>> LicencesFor(Location location, Period period, Currency currency, OsRecipe? os, SoftwareRecipe? software)
    {
        var lines = new List<QuoteLine>();
        foreach (var part in Licences(os, software))
        {
            if (part.Prices.Find(location.Code, currency) is not { } month)
            {
                return part.Prices.IsSoldIn(location.Code)
                    ? PricingFailures.CurrencyUnavailable(part.Description, location.Code, currency, part.Prices)
                    : PricingFailures.NotSold(part.Description, location.Code);
            }

            var amount = ForPeriod(month, period, discountPercent: 0);
            if (!amount.IsZero)
            {
                lines.Add(new QuoteLine(part.Kind, $"{part.Description}, {period}", amount, Recurring: true, amount));
            }
        }

        return lines;
    }

    private static Money Summed(List<QuoteLine> lines, Currency currency, Func<QuoteLine, Money> amount) =>
        lines.Aggregate(Money.Zero(currency), (sum, line) => sum + amount(line));

    private static IEnumerable<Part> Parts(CatalogFacts facts, QuoteRequest request)
    {
        var discount = facts.Discounts.GetValueOrDefault(request.Period.Months);
        yield return new Part(QuoteLineKind.Preset, $"Server {request.Preset.Name} in {request.Location.Code}", request.Preset.Prices, DiscountPercent: discount);
        if (request.TrafficPlan is { } plan)
        {
            yield return new Part(QuoteLineKind.TrafficPlan, $"Traffic plan {plan.Name}", plan.Prices);
        }

        foreach (var licence in Licences(request.Os, request.Software))
        {
            yield return licence;
        }

        if (request.ExtraIpv4 > 0)
        {
            yield return new Part(QuoteLineKind.ExtraIpv4, ExtraIpv4Text(request.ExtraIpv4), facts.ExtraIpv4, request.ExtraIpv4);
        }

        if (request.Ipv6Block)
        {
            yield return new Part(QuoteLineKind.Ipv6Block, "IPv6 block /64", facts.Ipv6Block);
        }
    }

    private static IEnumerable<Part> Licences(OsRecipe? os, SoftwareRecipe? software)
    {
        if (os is not null)
        {
            yield return new Part(QuoteLineKind.OsLicence, $"Licence {os.Name}", os.Licence);
        }

        if (software is not null)
        {
            yield return new Part(QuoteLineKind.SoftwareLicence, $"Licence {software.Name}", software.Licence);
        }
    }

    private static Money ForPeriod(Money month, Period period, int discountPercent)
    {
        if (month.IsZero)
        {
            return month;
        }

        var amount = period.IsHourly ? month * (1 / HoursOfMonth) : month * period.Months;
        amount = (amount * ((100 - discountPercent) / 100m)).Round();
        return period.IsHourly ? Money.Max(amount, Smallest(month.Currency)) : amount;
    }

    private static Money Smallest(Currency currency) => new(0.01m, currency);

    private sealed record Part(QuoteLineKind Kind, string Description, PriceList Prices, int Amount = 1, int DiscountPercent = 0);
}
