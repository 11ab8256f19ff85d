namespace Slipway.Catalog;

/// <summary>The catalog as it is now. Take <see cref="Current"/> once per request and stay with it.</summary>
public sealed class LiveCatalog
{
    private volatile CatalogSnapshot? _current;

    public CatalogSnapshot Current =>
        _current ?? throw new InvalidOperationException("The catalog has not been loaded: LoadAsync comes first.");

    /// <summary>For tests and tools that bring their own catalog.</summary>
    public void Use(CatalogSnapshot snapshot) => _current = snapshot;
}
