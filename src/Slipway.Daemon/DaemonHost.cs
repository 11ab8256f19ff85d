using System.Net;
using Orleans.Configuration;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Drivers;
using Slipway.Invapi;
using Slipway.Mail;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Reconciliation;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Support;
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
        builder.Services.AddWork().AddPostman().AddRenewals().AddReconcileClock().AddInvapi().AddSingleton<LocalNodes>().AddSingleton<Health>().AddSingleton<PasswordPage>();
        BusinessMetrics.Add(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.UseOrleans(OneSilo);

        var app = builder.Build();
        app.MapInvapi();
        BusinessMetrics.Map(app);
        app.MapGateways();
        PasswordPage.Map(app);
        app.MapKeys();
        app.MapGet("/healthz", (Health health, CancellationToken cancellationToken) => health.AnswerAsync(cancellationToken));
        return app;
    }

    /// <summary>The features, for whoever works on the database: the daemon and the admin verbs.</summary>
    public static void AddBusiness(IServiceCollection services, IConfiguration configuration, DaemonOptions options) => services
        .AddStorage(options.DatabaseOptions, options.DataFolder)
        .AddWorkflows()
        .AddMail(configuration, options.DataFolder)
        .AddSingleton(PublicOptions.From(configuration["Public:Url"], options.Urls))
        .AddSingleton<IPasswordHash, IdentityPasswordHash>()
        .AddAccounts()
        .AddCatalog(configuration)
        .AddNetwork()
        .AddBilling(configuration)
        .AddServers()
        .AddProvisioning()
        .AddOrders(configuration)
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
