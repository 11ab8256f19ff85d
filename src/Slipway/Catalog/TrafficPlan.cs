namespace Slipway.Catalog;

/// <summary>Included volume and port speed. Names repeat; only the id tells two plans apart.</summary>
public sealed record TrafficPlan
{
    public required TrafficPlanId Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<ServerKind> Kinds { get; init; }

    /// <summary>Volume in TB a month; null is unlimited.</summary>
    public int? LimitInTb { get; init; }

    public int? LimitOutTb { get; init; }

    public required int BandwidthMbps { get; init; }

    /// <summary>Taken when an order names none.</summary>
    public required bool IsMain { get; init; }

    public required bool Active { get; init; }

    public required PriceList Prices { get; init; }

    public IReadOnlyList<string> Locations => Prices.Locations;
}
