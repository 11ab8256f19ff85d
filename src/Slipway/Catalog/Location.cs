namespace Slipway.Catalog;

/// <summary>A place where servers are sold, by its code (NL, US, UK ...).</summary>
public sealed record Location(string Code, string Country, string City, string DataCentre);
