using Microsoft.Extensions.DependencyInjection;
using Slipway.Invapi.Modules.Auth;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Modules.Presets;
using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Modules.Stocks;
using Slipway.Invapi.Session;

namespace Slipway.Invapi;

public static class InvapiSetup
{
    /// <summary>The door for programs. Everything in it is made once: no action keeps anything of a request.</summary>
    public static IServiceCollection AddInvapi(this IServiceCollection services)
    {
        services.AddSingleton<InvapiDispatch>().AddSingleton<Callers>().AddSingleton<WireLimits>().AddSingleton<SessionServers>().AddSingleton<KeptAnswers>().AddSingleton<KeptCatalog>().AddSingleton<SessionFacts>().AddSingleton<CatalogPlaces>().AddSingleton<PresetStock>().AddSingleton<TicketShapes>().AddSingleton<StockShelf>();
        foreach (var action in InvapiModules.All.SelectMany(module => module.Actions).Select(entry => entry.Action).OfType<Type>().Distinct())
        {
            services.AddSingleton(action);
        }

        return services;
    }
}
