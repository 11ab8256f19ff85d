using System.Collections.Frozen;

namespace Slipway.Catalog;

/// <summary>
/// Monthly prices of one thing, by location and currency. A price without a location (<see cref="Everywhere"/>) holds
/// wherever no closer one is written. What has no price in a location is not sold there.
/// </summary>
public sealed class PriceList
{
    /// <summary>Stands for every location.</summary>
    public const string Everywhere = "";

    /// <summary>Costs nothing, in any location and currency.</summary>
    public static readonly PriceList Free = new([]);

    private readonly FrozenDictionary<string, IReadOnlyList<Money>> _prices;

    public PriceList(IEnumerable<KeyValuePair<string, Money>> prices)
    {
        var byLocation = prices.GroupBy(price => price.Key, price => price.Value, StringComparer.OrdinalIgnoreCase).ToList();
        Locations = [.. byLocation.Select(group => group.Key).Where(code => code != Everywhere)];
        _prices = byLocation.ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<Money>)[.. group], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Locations that are named, in the order in which they were written.</summary>
    public IReadOnlyList<string> Locations { get; }

    public bool IsFree => _prices.Values.All(prices => prices.All(price => price.IsZero));

    public static PriceList Same(IEnumerable<string> locations, IReadOnlyList<Money> prices) =>
        new(locations.SelectMany(_ => prices, (location, price) => KeyValuePair.Create(location, price)));

    public bool IsSoldIn(string location) => this == Free || In(location).Count > 0;

    /// <summary>The prices in a location, one per currency.</summary>
    public IReadOnlyList<Money> In(string location) =>
        _prices.TryGetValue(location, out var prices) || _prices.TryGetValue(Everywhere, out prices) ? prices : [];

    /// <summary>The price of a month, or null when it is not sold there or not in that currency.</summary>
    public Money? Find(string location, Currency currency)
    {
        if (this == Free)
        {
            return Money.Zero(currency);
        }

        foreach (var price in In(location))
        {
            if (price.Currency == currency)
            {
                return price;
            }
        }

        return null;
    }

    /// <summary>Every price as it is written, for storing.</summary>
    internal IEnumerable<(string Location, Money Price)> All =>
        _prices.SelectMany(prices => prices.Value, (prices, price) => (prices.Key, price));
}
