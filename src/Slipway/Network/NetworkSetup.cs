using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.Network;

public static class NetworkSetup
{
    public static IServiceCollection AddNetwork(this IServiceCollection services, IConfiguration configuration)
    {
        // Dns puts its own in this place when a DNS server is set up.
        services.TryAddSingleton<IReverseDns, NoReverseDns>();
        return services
            .AddSingleton(configuration.GetSection("Network").Get<NetworkOptions>() ?? new NetworkOptions())
            .AddSingleton<Pools>()
            .AddSingleton<Addresses>();
    }
}
