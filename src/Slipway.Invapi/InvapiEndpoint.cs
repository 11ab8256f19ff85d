using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi;

/// <summary>The one route of the protocol: <c>/MODULE.php</c>, whatever the verb.</summary>
public static class InvapiEndpoint
{
    public static IEndpointRouteBuilder MapInvapi(this IEndpointRouteBuilder routes)
    {
        var dispatch = routes.ServiceProvider.GetRequiredService<InvapiDispatch>();
        // Known modules by their plain path, which routing finds fastest; the pattern below catches the others.
        foreach (var module in ContractIndex.Modules)
        {
            routes.Map($"/{module}.php", context => dispatch.AnswerAsync(context, module));
        }

        routes.Map("/{module}.php", InvapiDispatch.AnswerUnknownModuleAsync);
        return routes;
    }
}
