using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Traffic;

public static class TrafficSetup
{
    public static IServiceCollection AddTraffic(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Traffic").Get<TrafficOptions>() ?? new TrafficOptions())
        .AddSingleton<CountTraffic>()
        .AddSingleton<TrafficQueries>();

    /// <summary>This daemon reads the counters by itself.</summary>
    public static IServiceCollection AddTrafficClock(this IServiceCollection services) => services.AddHostedService<TrafficClock>();
}
