using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Catalog;

public static class CatalogSetup
{
    /// <summary>
    /// Needs <see cref="IDelivery"/> from where the drivers are known, and <see cref="CatalogLoading.LoadAsync"/> at start.
    /// </summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Catalog").Get<CatalogOptions>() ?? new CatalogOptions())
        .AddSingleton<LiveCatalog>()
        .AddSingleton<CatalogLoading>()
        .AddSingleton<CatalogOffers>();
}
