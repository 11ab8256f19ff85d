namespace Slipway.Catalog;

// Not called Catalog: a class of the namespace's name cannot be used from any other namespace of ours.

/// <summary>The catalog as it is now. Take <see cref="Current"/> once per request and stay with it.</summary>
public sealed class LiveCatalog
{
    private volatile CatalogSnapshot? _current;

    public CatalogSnapshot Current =>
        _current ?? throw new InvalidOperationException($"The catalog has not been loaded: {nameof(CatalogLoading)} comes first.");

    /// <summary>What holds from now on. Requests under way stay with the snapshot they took.</summary>
    public void Use(CatalogSnapshot snapshot) => _current = snapshot;
}
