namespace Slipway.Catalog;

/// <summary>Something as it is shown to a customer; <paramref name="Active"/> says whether it can be ordered now.</summary>
public sealed record Offer<T>(T Item, bool Active);

/// <summary>
/// What a customer is shown: the catalog's rules joined with what the locations can deliver. What the rules exclude is
/// left out; what only cannot be delivered at the moment is shown as not active.
/// </summary>
public sealed class CatalogOffers(LiveCatalog catalog, IDelivery delivery)
{
    public IReadOnlyList<Offer<Preset>> PresetsFor(Location? location)
    {
        var current = catalog.Current;
        var presets = location is null ? current.Presets : current.PresetsIn(location);
        // A preset needs no deliverable system: the customer may bring an own one.
        return [.. presets.Where(preset => preset.Locations.Count > 0).Select(preset => new Offer<Preset>(preset, preset.Active && Places(preset, location).Any(code => delivery.CanCarry(code, preset.Kind))))];
    }

    /// <summary>Systems that fit; without a location, one that delivers is enough.</summary>
    public IReadOnlyList<Offer<OsRecipe>> OsFor(Preset? preset, Location? location)
    {
        var current = catalog.Current;
        var places = Places(preset, location);
        var systems = preset is null ? current.Systems : current.SystemsFor(preset);
        return [.. systems.Select(os => new Offer<OsRecipe>(os, places.Any(code => delivery.CanDeliver(code, os.Key, null))))];
    }

    /// <summary>Systems that do not fit the preset: clients show them as such.</summary>
    public IReadOnlyList<OsRecipe> OsExcluded(Preset? preset) =>
        preset is null ? [] : [.. catalog.Current.Systems.Except(catalog.Current.SystemsFor(preset))];

    /// <summary>Software that fits, on <paramref name="os"/> or, without one, on at least one system.</summary>
    public IReadOnlyList<Offer<SoftwareRecipe>> SoftwareFor(Preset? preset, Location? location, OsRecipe? os = null)
    {
        var current = catalog.Current;
        var places = Places(preset, location);
        var systems = os is not null ? [os] : preset is null ? current.Systems : current.SystemsFor(preset);
        var software = preset is null ? current.Software : current.SoftwareFor(preset);
        return
        [
            .. software
                .Select(item => (Item: item, Systems: systems.Where(system => item.Os.Contains(system.Key)).ToList()))
                .Where(found => found.Systems.Count > 0)
                .Select(found => new Offer<SoftwareRecipe>(
                    found.Item,
                    places.Any(code => found.Systems.Any(system => delivery.CanDeliver(code, system.Key, found.Item.Key))))),
        ];
    }

    public IReadOnlyList<Offer<TrafficPlan>> TrafficPlansFor(Preset? preset, Location? location)
    {
        var plans = catalog.Current.TrafficPlans
            .Where(plan => location is null || plan.Prices.IsSoldIn(location.Code))
            .Where(plan => preset is null || plan.Kinds.Contains(preset.Kind));
        return [.. plans.Select(plan => new Offer<TrafficPlan>(plan, plan.Active))];
    }

    /// <summary>Can it be installed in this location at the moment? An own system (null) always can.</summary>
    public Result<Unit> Deliverable(Preset preset, Location location, OsRecipe? os, SoftwareRecipe? software) =>
        !delivery.CanCarry(location.Code, preset.Kind) ? CatalogFailures.NotCarried(preset, location)
        : os is null || delivery.CanDeliver(location.Code, os.Key, software?.Key)
            ? Unit.Value
            : CatalogFailures.NotDelivered(os, software, location);

    private IReadOnlyList<string> Places(Preset? preset, Location? location) =>
        location is not null ? [location.Code]
        : preset is not null ? preset.Locations
        : [.. catalog.Current.Locations.Select(place => place.Code)];
}
