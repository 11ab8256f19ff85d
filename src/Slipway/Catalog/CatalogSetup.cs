using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Catalog;

public static class CatalogSetup
{
    /// <summary>Needs <see cref="IDelivery"/> from where the drivers are known, and <see cref="LiveCatalog.LoadAsync"/> at start.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, CatalogOptions? options = null) => services
        .AddSingleton(options ?? new CatalogOptions())
        .AddSingleton<LiveCatalog>()
        .AddSingleton<CatalogOffers>();
}
