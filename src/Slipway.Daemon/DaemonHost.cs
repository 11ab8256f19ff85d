using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Configuration;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Consoles;
using Slipway.Disks;
using Slipway.Dns;
using Slipway.Drivers;
using Slipway.Invapi;
using Slipway.Mail;
using Slipway.Media;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Reconciliation;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Support;
using Slipway.Traffic;
using Slipway.Workflows;

namespace Slipway.Daemon;

/// <summary>Puts the rooms together. The only place that knows them all.</summary>
public static class DaemonHost
{
    /// <summary>The daemon, ready to run. Call <see cref="PrepareAsync"/> before starting it.</summary>
    public static WebApplication Build(DaemonOptions options, Action<IConfigurationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        DaemonOptions.AddSettings(builder.Configuration);
        configure?.Invoke(builder.Configuration);

        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
            var limits = kestrel.ApplicationServices.GetRequiredService<LimitOptions>();
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(limits.BodyBytesPerSecond, TimeSpan.FromSeconds(5));
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning).AddFilter("Polly", LogLevel.Critical)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            // It would log addresses with their query, where tokens stand.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            // These two warn at every start: of a watchdog that takes the time since boot for a delay, and of the runtime's choice of GC.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error).AddFilter("Orleans.Runtime.Silo", LogLevel.Error);

        builder.Services.AddSingleton(options).AddSingleton(TimeProvider.System);
        AddBusiness(builder.Services, builder.Configuration, options);
        builder.Services
            .AddWork()
            .AddPostman()
            .AddPublisher()
            .AddLoginWebhooks()
            .AddRenewals()
            .AddBackupClock()
            .AddReconcileClock()
            .AddNetworkClock()
            .AddTrafficClock()
            .AddInvapi()
            .AddSingleton<LocalNodes>()
            .AddSingleton<Health>()
            .AddSingleton<PasswordPage>()
            .AddConsoleDoor();
        BusinessMetrics.Add(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.UseOrleans(OneSilo);

        var app = builder.Build();
        TrustProxies(app);
        app.MapInvapi();
        BusinessMetrics.Map(app);
        app.MapGateways();
        PasswordPage.Map(app);
        app.MapKeys();
        app.MapConsoles();
        app.MapGet("/healthz", (Health health, CancellationToken cancellationToken) => health.AnswerAsync(cancellationToken));
        return app;
    }

    /// <summary>The features, for whoever works on the database: the daemon and the admin verbs.</summary>
    public static void AddBusiness(IServiceCollection services, IConfiguration configuration, DaemonOptions options) => services
        .AddStorage(options.DatabaseOptions, options.DataFolder)
        .AddWorkflows()
        .AddMail(configuration, options.DataFolder)
        .AddSingleton(PublicOptions.From(configuration["Public:Url"], options.Urls, configuration["Public:TrustedProxies"]))
        .AddSingleton<IPasswordHash, IdentityPasswordHash>()
        .AddAccounts(configuration)
        .AddCatalog(configuration)
        .AddNetwork(configuration)
        .AddBilling(configuration)
        .AddServers()
        .AddDns(configuration)
        .AddProvisioning()
        .AddDisks(configuration)
        .AddMedia(configuration, options.DataFolder)
        .AddOrders(configuration)
        .AddConsoles(configuration)
        .AddTraffic(configuration)
        .AddReconciliation(configuration)
        .AddSupport(configuration)
        .AddDrivers(configuration, options.DataFolder);

    /// <summary>Schema, catalog, nodes: after this the daemon can take an order.</summary>
    public static async Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var migrator = app.Services.GetRequiredService<Migrator>();
        await migrator.PrepareAsync(cancellationToken);
        await app.Services.GetRequiredService<CatalogLoading>().LoadAsync(cancellationToken);
        await app.Services.GetRequiredService<LocalNodes>().RegisterAsync(cancellationToken);
    }

    /// <summary>Whom a trusted proxy passes on, is the caller; what anybody else says about it is not believed.</summary>
    private static void TrustProxies(WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<PublicOptions>().TrustedProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (proxies.Length == 0)
        {
            return;
        }

        // Through any number of them: the last address that is not a trusted proxy's is the caller's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
        }

        app.UseForwardedHeaders(options);
    }

    /// <summary>One silo inside this process: nothing to configure, and no port that others could reach.</summary>
    private static void OneSilo(ISiloBuilder silo)
    {
        var port = FreePort();
        silo.UseDevelopmentClustering(new IPEndPoint(IPAddress.Loopback, port))
            .Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = "slipway";
                cluster.ServiceId = "slipway";
            })
            .Configure<EndpointOptions>(endpoint =>
            {
                endpoint.AdvertisedIPAddress = IPAddress.Loopback;
                endpoint.SiloPort = port;
                endpoint.GatewayPort = 0;
            });
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
