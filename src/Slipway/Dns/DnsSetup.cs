using System.Net.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Network;

namespace Slipway.Dns;

public static class DnsSetup
{
    public static IServiceCollection AddDns(this IServiceCollection services, IConfiguration configuration)
    {
        var options = DnsOptions.From(configuration.GetSection("Dns"));
        services.AddHttpClient(PowerDns.ClientName, client =>
            {
                client.Timeout = options.PowerDns.Timeout;
                client.MaxResponseContentBufferSize = 64 * 1024 * 1024;
            })
            .RedactLoggedHeaders(["X-API-Key"])
            // The key goes to the address that was set and to no other.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
        if (options.IsOffered)
        {
            services.Replace(ServiceDescriptor.Singleton<IReverseDns>(provider => provider.GetRequiredService<ReverseDns>()));
        }

        return services
            .AddSingleton(options)
            .AddSingleton<NamedLocks>()
            .AddSingleton<IDnsServer, PowerDns>()
            .AddSingleton<ZoneCopy>()
            .AddSingleton<ChangeZone>()
            .AddSingleton<ReverseDns>()
            .AddSingleton<ZoneQueries>()
            .AddSingleton<AddZone>()
            .AddSingleton<RemoveZone>()
            .AddSingleton<SetRecords>()
            .AddSingleton<RemoveRecords>()
            .AddSingleton<Subdomains>()
            .AddSingleton<Publisher>()
            .AddSingleton<CompareZones>();
    }

    /// <summary>This daemon writes to the DNS server.</summary>
    public static IServiceCollection AddPublisher(this IServiceCollection services) => services.AddHostedService(provider => provider.GetRequiredService<Publisher>());
}
