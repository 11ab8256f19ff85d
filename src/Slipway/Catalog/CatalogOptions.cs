namespace Slipway.Catalog;

/// <summary>Settings of the section <c>Catalog</c>.</summary>
public sealed record CatalogOptions
{
    /// <summary>Folder whose recipes are added to the shipped ones, or replace those of the same key.</summary>
    public string? Folder { get; init; }

    /// <summary>Seed file for an empty database, instead of the shipped one.</summary>
    public string? Seed { get; init; }

    /// <summary>What these settings lead to, with every mistake.</summary>
    public Loaded<CatalogRecipes> LoadRecipes()
    {
        if (Folder is { Length: > 0 } && !Directory.Exists(Folder))
        {
            return new Loaded<CatalogRecipes>(new CatalogRecipes([], []), [new CatalogMistake(Folder, 0, "Catalog:Folder names a folder that does not exist")]);
        }

        return CatalogLoader.LoadRecipes(CatalogFile.Shipped(), Folder is { Length: > 0 } ? CatalogFile.In(Folder) : []);
    }

    public Loaded<CatalogFacts?> LoadSeed()
    {
        if (Seed is { Length: > 0 } && !File.Exists(Seed))
        {
            return new Loaded<CatalogFacts?>(null, [new CatalogMistake(Seed, 0, "Catalog:Seed names a file that does not exist")]);
        }

        return CatalogLoader.LoadSeed(Seed is { Length: > 0 } ? CatalogFile.Read(Seed) : CatalogFile.ShippedSeed());
    }
}
