namespace Slipway.Catalog;

/// <summary>A place where servers are sold, by its code (NL, US, UK ...).</summary>
public sealed record Location(string Code, string Country, string City, string DataCentre)
{
    /// <summary>IANA name of the time zone that new servers there are set to.</summary>
    public string Timezone { get; init; } = "UTC";
}
