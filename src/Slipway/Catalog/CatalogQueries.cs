using Microsoft.EntityFrameworkCore;
using Slipway.Storage;

namespace Slipway.Catalog;

/// <summary>Reads all rows of the catalog: a few hundred, once per start and change.</summary>
internal sealed class CatalogQueries(Func<SlipwayDb> model)
{
    public async Task<CatalogFacts> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = model();

        // No transaction: on SQLite it would stop the writers. A change seen by halves does not last, because every change
        // is followed by another reading.
        var prices = (await db.Set<PriceRow>().AsNoTracking().OrderBy(row => row.Position).ToListAsync(cancellationToken))
            .ToLookup(row => (row.Kind, row.ItemId), row => KeyValuePair.Create(row.Location, Money.FromStored(row.Amount, new Currency(row.Currency))));
        PriceList PricesOf(string kind, int id) => new(prices[(kind, id)]);

        var locations = await db.Set<LocationRow>().AsNoTracking().OrderBy(row => row.Position).ToListAsync(cancellationToken);
        var groups = await db.Set<PresetGroupRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken);
        var presets = await db.Set<PresetRow>().AsNoTracking().OrderBy(row => row.Position).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var plans = await db.Set<TrafficPlanRow>().AsNoTracking().OrderBy(row => row.Position).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var discounts = await db.Set<DiscountRow>().AsNoTracking().ToListAsync(cancellationToken);

        return new CatalogFacts
        {
            Locations = [.. locations.Select(row => new Location(row.Code, row.Country, row.City, row.DataCentre) { Timezone = row.Timezone.Length > 0 ? row.Timezone : "UTC" })],
            Groups = [.. groups.Select(row => new PresetGroup(row.Id, row.Name))],
            Presets = [.. presets.Select(row => Fact(row, PricesOf(PriceKinds.Preset, row.Id)))],
            TrafficPlans = [.. plans.Select(row => Fact(row, PricesOf(PriceKinds.TrafficPlan, row.Id)))],
            Discounts = discounts.ToDictionary(row => row.Months, row => row.Percent),
            ExtraIpv4 = PricesOf(PriceKinds.ExtraIpv4, 0),
            Ipv6Block = PricesOf(PriceKinds.Ipv6Block, 0),
        };
    }

    private static Preset Fact(PresetRow row, PriceList prices) => new()
    {
        Id = new PresetId(row.Id),
        Name = row.Name,
        Kind = Kind(row.Kind),
        Group = row.GroupName,
        Description = row.Description,
        Cores = row.Cores,
        RamGb = row.RamGb,
        DiskCount = row.DiskCount,
        DiskGb = row.DiskGb,
        DiskType = row.DiskType,
        CpuName = row.CpuName,
        CpuGhz = row.CpuGhz,
        Gpu = row.Gpu,
        Active = row.Active,
        Prices = prices,
    };

    private static TrafficPlan Fact(TrafficPlanRow row, PriceList prices) => new()
    {
        Id = new TrafficPlanId(row.Id),
        Name = row.Name,
        Kinds = [.. row.Kinds.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Kind)],
        LimitInTb = row.LimitInTb,
        LimitOutTb = row.LimitOutTb,
        BandwidthMbps = row.BandwidthMbps,
        IsMain = row.IsMain,
        Active = row.Active,
        Prices = prices,
    };

    private static ServerKind Kind(string word) => ServerKindWords.TryParse(word, out var kind)
        ? kind
        : throw new InvalidOperationException($"The database has a kind of server '{word}' that this version does not know.");
}
