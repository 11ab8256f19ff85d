using Slipway.Storage;

namespace Slipway.Catalog;

/// <summary>Brings recipes (files) and rows (database) together.</summary>
public sealed class CatalogLoading(LiveCatalog catalog, Database database, Func<SlipwayDb> model, CatalogOptions options)
{
    /// <summary>
    /// Reads everything anew, after filling an empty database from the seed. Called at start, once the schema is there,
    /// and again after every change of the rows, one call at a time. With mistakes in the files nothing changes and
    /// <see cref="CatalogMistakesException"/> names all of them.
    /// </summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var recipes = options.LoadRecipes().OrThrow();
        await database.InTransactionAsync(
            async transaction =>
            {
                if (await CatalogStore.IsEmptyAsync(transaction))
                {
                    await CatalogStore.SeedAsync(transaction, options.LoadSeed().OrThrow()!);
                }
            },
            cancellationToken);
        catalog.Use(new CatalogSnapshot(await new CatalogQueries(model).ReadAsync(cancellationToken), recipes));
    }
}
