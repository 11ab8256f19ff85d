using Slipway.Catalog;

namespace Slipway.Tests.Catalog;

/// <summary>The catalog as it is shipped, without a database.</summary>
internal static class ShippedCatalog
{
    public static CatalogSnapshot Snapshot { get; } =
        new(CatalogLoader.LoadSeed(CatalogFile.ShippedSeed()).OrThrow()!, CatalogLoader.LoadRecipes(CatalogFile.Shipped()).OrThrow());

    public static Preset Preset(string name) => Snapshot.Preset(name)!;

    public static OsRecipe Os(int id) => Snapshot.Os(new OsId(id))!;

    public static SoftwareRecipe Software(int id) => Snapshot.SoftwareOf(new SoftwareId(id))!;

    public static Location Location(string code) => Snapshot.Location(code)!;
}
