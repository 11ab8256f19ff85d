using Slipway.Catalog;
using Slipway.Invapi.Modules.Presets;

namespace Slipway.Invapi.Modules.Stocks;

/// <summary>
/// The dedicated servers that stand ready, by location. Here they are not single machines with a life of their own but so many of a preset in a
/// place; each such pair is an entry with a number that stays the same (quirk Q-074).
/// </summary>
internal sealed class StockShelf(LiveCatalog catalog, CatalogOffers offers, PresetStock stock)
{
    private const int Letters = 26;
    private const int Places = 100_000;

    /// <summary>Everything that could stand ready, with how much of it does.</summary>
    public async Task<List<StockEntry>> AllAsync(CancellationToken cancellationToken)
    {
        var entries = new List<StockEntry>();
        foreach (var location in catalog.Current.Locations)
        {
            foreach (var offer in offers.PresetsFor(location).Where(offer => !offer.Item.IsVirtual))
            {
                entries.Add(new(IdOf(offer.Item, location), offer.Item, location, offer.Active ? await stock.FreeAsync(offer.Item, [location.Code], cancellationToken) : 0));
            }
        }

        return entries;
    }

    /// <summary>From the preset's number and the letters of the place: it does not move when others come or go.</summary>
    private static int IdOf(Preset preset, Location location) =>
        (int)(((long)preset.Id.Value * Places) + location.Code.Aggregate(0, (sum, sign) => ((sum * Letters) + char.ToUpperInvariant(sign) - 'A') % Places) & int.MaxValue);
}

/// <param name="Available">How many could be delivered now.</param>
internal sealed record StockEntry(int Id, Preset Preset, Location Location, int Available);
