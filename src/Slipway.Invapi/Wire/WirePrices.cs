using Slipway.Catalog;

namespace Slipway.Invapi.Wire;

/// <summary>Prices as this protocol writes them: numbers by location and currency, or one number for a currency.</summary>
internal static class WirePrices
{
    private static readonly Currency[] Currencies = [Currency.Eur, Currency.Usd, new("RUB")];

    /// <summary>Where the thing is sold, as codes: everywhere if no place is named.</summary>
    public static IEnumerable<string> Places(PriceList prices, CatalogSnapshot catalog) =>
        catalog.Locations.Select(location => location.Code).Where(prices.IsSoldIn);

    /// <summary><c>{"NL":{"EUR":3.1,"USD":3.4}}</c>, for the currencies that are wanted.</summary>
    public static Dictionary<string, Dictionary<string, decimal>> ByLocation(PriceList prices, CatalogSnapshot catalog, IReadOnlyCollection<Currency>? wanted = null) =>
        Places(prices, catalog)
            .Select(code => (Code: code, Prices: In(prices, code, wanted)))
            .Where(place => place.Prices.Count > 0)
            .ToDictionary(place => place.Code, place => place.Prices);

    /// <summary><c>{"EUR":3.1}</c>; what is free costs 0 in every currency.</summary>
    public static Dictionary<string, decimal> In(PriceList prices, string location, IReadOnlyCollection<Currency>? wanted = null) =>
        (wanted ?? Currencies)
            .Select(currency => prices.Find(location, currency))
            .OfType<Money>()
            .ToDictionary(price => price.Currency.Code, price => price.Amount);

    /// <summary>One price of a month: of the place if one is asked for, else of the first where it is sold.</summary>
    public static decimal? Monthly(PriceList prices, CatalogSnapshot catalog, Location? location, Currency currency) =>
        (location is not null ? [location.Code] : Places(prices, catalog))
            .Select(code => prices.Find(code, currency)?.Amount)
            .FirstOrDefault(price => price is not null);

    /// <summary><c>{"EUR":{"hourly":0.0042,"daily":0.1,"monthly":3.1}}</c>: what a month costs, seen by the hour and the day.</summary>
    public static Dictionary<string, PlanPrices> Plans(PriceList prices, CatalogSnapshot catalog, Location? location) =>
        Currencies
            .Select(currency => (Code: currency.Code, Month: Monthly(prices, catalog, location, currency)))
            .Where(price => price.Month is not null)
            .ToDictionary(price => price.Code, price => PlanPrices.Of(price.Month!.Value));
}

internal sealed record PlanPrices(decimal Hourly, decimal Daily, decimal Monthly)
{
    public static PlanPrices Of(decimal month) => new(decimal.Round(month / 730, 4), decimal.Round(month / 730 * 24, 4), month);
}
