namespace Slipway.Catalog;

/// <summary>
/// Knows what the machines of a location can really be given. Asked for every list that is shown: it must answer from
/// memory. Implemented where the drivers are known.
/// </summary>
public interface IDelivery
{
    /// <param name="locationCode">Where.</param>
    /// <param name="osKey">Key of an <see cref="OsRecipe"/>.</param>
    /// <param name="softwareKey">Key of a <see cref="SoftwareRecipe"/> that comes with it, or null.</param>
    bool CanDeliver(string locationCode, string osKey, string? softwareKey);

    /// <summary>Is there anything in the location that makes servers of this kind?</summary>
    bool CanCarry(string locationCode, ServerKind kind);
}
