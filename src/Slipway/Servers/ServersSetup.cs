using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Servers;

public static class ServersSetup
{
    public static IServiceCollection AddServers(this IServiceCollection services) => services
        .AddSingleton<ServerQueries>()
        .AddSingleton<ServerHistory>()
        .AddSingleton<RenameServer>()
        .AddSingleton<Tags>()
        .AddSingleton<Nodes>();
}
