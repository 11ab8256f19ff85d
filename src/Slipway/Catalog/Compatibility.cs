namespace Slipway.Catalog;

/// <summary>
/// What may be combined with what. Pure: whether a location can deliver it at the moment is another question
/// (<see cref="CatalogOffers"/>). Orders and reinstallations ask the same rules.
/// </summary>
public static class Compatibility
{
    public static bool Fits(OsRecipe os, Preset preset) => os.Kinds.Contains(preset.Kind) && os.Minimum.IsMetBy(preset);

    public static bool Fits(SoftwareRecipe software, Preset preset) =>
        software.Kinds.Contains(preset.Kind) && software.Minimum.IsMetBy(preset);

    public static bool Fits(TrafficPlan plan, Preset preset, Location location) =>
        plan.Kinds.Contains(preset.Kind) && plan.Prices.IsSoldIn(location.Code);

    /// <summary>May this preset be ordered in this location?</summary>
    public static Result<Unit> PresetIn(CatalogSnapshot catalog, Preset preset, Location location) =>
        !preset.Prices.IsSoldIn(location.Code) ? CatalogFailures.PresetNotInLocation(catalog, preset, location)
        : !preset.Active ? CatalogFailures.PresetSwitchedOff(catalog, preset, location)
        : Unit.Value;

    /// <summary>May this system live on this preset?</summary>
    public static Result<Unit> OsOn(CatalogSnapshot catalog, OsRecipe os, Preset preset) =>
        Fits(os, preset) ? Unit.Value : CatalogFailures.OsIncompatible(catalog, os, preset);

    /// <summary>
    /// May this software live on this system and preset? The system is looked at first: clients know that sentence, and
    /// it stays true on a larger preset. <paramref name="os"/> is null for an own system.
    /// </summary>
    public static Result<Unit> SoftwareOn(CatalogSnapshot catalog, SoftwareRecipe software, OsRecipe? os, Preset preset) =>
        os is null ? CatalogFailures.SoftwareNeedsOs(software)
        : !software.Os.Contains(os.Key) ? CatalogFailures.SoftwareIncompatible(catalog, software, os)
        : !Fits(software, preset) ? CatalogFailures.SoftwareTooLarge(catalog, software, os, preset)
        : Unit.Value;

    /// <summary>May this traffic plan be ordered with this preset in this location?</summary>
    public static Result<Unit> TrafficPlanOn(CatalogSnapshot catalog, TrafficPlan plan, Preset preset, Location location) =>
        plan.Active && Fits(plan, preset, location) ? Unit.Value : CatalogFailures.TrafficPlanUnfit(catalog, plan, preset, location);

    /// <summary>May an IPv6 block be ordered with this preset in this location?</summary>
    public static Result<Unit> Ipv6On(CatalogSnapshot catalog, Preset preset, Location location) =>
        !preset.IsVirtual && catalog.Facts.Ipv6Block.IsSoldIn(location.Code) ? Unit.Value : CatalogFailures.Ipv6Unfit(catalog, preset, location);
}
