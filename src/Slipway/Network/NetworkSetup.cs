using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Network;

public static class NetworkSetup
{
    public static IServiceCollection AddNetwork(this IServiceCollection services) => services.AddSingleton<Addresses>();
}
