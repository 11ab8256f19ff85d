namespace Slipway.Catalog;

/// <summary>The part of the catalog that the operator's prices and places make up: rows in the database.</summary>
public sealed record CatalogFacts
{
    public required IReadOnlyList<Location> Locations { get; init; }

    public required IReadOnlyList<PresetGroup> Groups { get; init; }

    public required IReadOnlyList<Preset> Presets { get; init; }

    public required IReadOnlyList<TrafficPlan> TrafficPlans { get; init; }

    /// <summary>Percent off the server's price by the number of months paid ahead.</summary>
    public required IReadOnlyDictionary<int, int> Discounts { get; init; }

    /// <summary>An address beyond the one that is always included.</summary>
    public required PriceList ExtraIpv4 { get; init; }

    /// <summary>A /64 block; it exists only in the locations that are named.</summary>
    public required PriceList Ipv6Block { get; init; }
}

/// <summary>The part that is shipped as files.</summary>
public sealed record CatalogRecipes(IReadOnlyList<OsRecipe> Systems, IReadOnlyList<SoftwareRecipe> Software)
{
    public IReadOnlyList<TaskRecipe> Tasks { get; init; } = [];
}
