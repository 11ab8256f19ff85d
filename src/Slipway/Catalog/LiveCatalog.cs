using Slipway.Storage;

namespace Slipway.Catalog;

// Not called Catalog: a class of the namespace's name cannot be used from any other namespace of ours.

/// <summary>The catalog as it is now. Take <see cref="Current"/> once per request and stay with it.</summary>
public sealed class LiveCatalog(Database database, Func<SlipwayDb> model, CatalogOptions options)
{
    private volatile CatalogSnapshot? _current;

    public CatalogSnapshot Current =>
        _current ?? throw new InvalidOperationException("The catalog has not been loaded: LoadAsync comes first.");

    /// <summary>
    /// Reads recipes and rows, after filling an empty database from the seed. Called at start, once the schema is there,
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
        _current = new CatalogSnapshot(await new CatalogQueries(model).ReadAsync(cancellationToken), recipes);
    }

    /// <summary>For tests and tools that bring their own catalog.</summary>
    public void Use(CatalogSnapshot snapshot) => _current = snapshot;
}
