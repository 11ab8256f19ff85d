using Microsoft.Extensions.DependencyInjection;
using Slipway.Accounts;

namespace Slipway.Servers;

public static class ServersSetup
{
    public static IServiceCollection AddServers(this IServiceCollection services) => services
        .AddSingleton<ServerQueries>()
        .AddSingleton<ServerHistory>()
        .AddSingleton<RenameServer>()
        .AddSingleton<IServerOwners, ServerOwners>()
        .AddSingleton<Tags>()
        .AddSingleton<ServerAddresses>()
        .AddSingleton<Nodes>();
}
