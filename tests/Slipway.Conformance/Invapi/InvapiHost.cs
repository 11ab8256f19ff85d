using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Accounts;
using Slipway.Daemon;
using Slipway.Storage;
using Slipway.Testing;

namespace Slipway.Conformance.Invapi;

/// <summary>
/// A real daemon in this process, listening on a loopback port, with a simulated fleet. One per behaviour of the fleet,
/// started when first asked for and shared: every test brings its own customer.
/// </summary>
public sealed class InvapiHost : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<InvapiHost>>> Hosts = new();

    private readonly WebApplication _app;
    private readonly string _folder;

    private InvapiHost(WebApplication app, string folder)
    {
        _app = app;
        _folder = folder;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Address(app)), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="fleet">
    /// <c>quick</c> installs at once, <c>slow</c> never finishes, <c>refusing</c> cannot install; on <c>rough</c> tasks fail. <c>taxed</c> is quick, and of a provider
    /// who is taxed in the Netherlands and takes bank transfers. <c>dns</c> is quick with a DNS server, <c>dns away</c> with one that does not
    /// answer.
    /// </param>
    public static Task<InvapiHost> OfAsync(string fleet) => Hosts.GetOrAdd(fleet, name => new(() => StartAsync(name))).Value;

    public Task<Customer> OpenAccountAsync(decimal credit, bool autoPay, string country = "NL", bool prepaid = false, string vatNumber = "") =>
        Customer.OpenAsync(Services, credit, autoPay, country: country, prepaid: prepaid, vatNumber: vatNumber);

    /// <summary>A key that sees one server only, or one that is changed by <paramref name="change"/>.</summary>
    public async Task<string> AddKeyAsync(AccountId account, ServerId? server, string? change = null)
    {
        var key = ApiKey.New().Reveal();
        await Services.GetRequiredService<Database>().InTransactionAsync(
            async transaction =>
            {
                await AccountStore.InsertKeyAsync(transaction, account, server, "test", ApiKey.Hash(key), DateTimeOffset.UnixEpoch);
                if (change is not null)
                {
                    await transaction.ExecuteAsync($"update accounts_api_key set {change} where hash = @hash", ("hash", ApiKey.Hash(key)));
                }
            },
            CancellationToken.None);
        return key;
    }

    public async Task<string> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), form);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Ends all hosts; the assembly fixture calls it when the tests are over.</summary>
    public static async Task StopAllAsync()
    {
        foreach (var host in Hosts.Values)
        {
            await (await host.Value).DisposeAsync();
        }
    }

    private static async Task<InvapiHost> StartAsync(string fleet)
    {
        var folder = DaemonOptions.PrepareFolder(Path.Combine(Path.GetTempPath(), $"slipway-invapi-{Guid.NewGuid():N}"));
        var dns = fleet == "dns" ? (await PowerDnsServer.SharedAsync()).Settings : fleet == "dns away" ? DnsAway : [];
        var app = DaemonHost.Build(
            new DaemonOptions(folder, null, "http://127.0.0.1:0", "fake"),
            configuration => configuration.AddInMemoryCollection(
            [
                new("Fake:DeploySeconds", (fleet == "slow" ? 86_400 : 0).ToString(CultureInfo.InvariantCulture)),
                new("Fake:FailStep", fleet switch { "refusing" => "start", "stubborn" or "without disks" => "recreate", "rough" => "task", _ => "" }),
                new("Fake:FailKind", fleet == "stubborn" ? "Unavailable" : "Unsupported"),
                new("Logging:LogLevel:Slipway", "Warning"),
                new("Public:Url", "https://api.example.net/"),
                // All transcripts come from one address.
                new("Limits:PasswordLoginsPerMinute", "1000"),
                new("Limits:Classes:slow:RequestsPerMinute", "30"),
                new("Media:AllowPrivateUrls", "true"),
                .. fleet == "taxed" ? Taxed : [],
                .. dns.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
            ]));
        await DaemonHost.PrepareAsync(app, CancellationToken.None);
        await app.StartAsync();
        return new InvapiHost(app, folder);
    }

    // Nobody listens at the port of discard.
    private static readonly (string Name, string? Value)[] DnsAway =
    [
        ("Dns:PowerDns:Url", "http://127.0.0.1:9"), ("Dns:PowerDns:ApiKey", "none"), ("Dns:Nameservers:0", "ns1.example.net"), ("Dns:Hostmaster", "hostmaster@example.net"),
        ("Logging:LogLevel:Slipway.Dns", "None"),
    ];

    private static readonly KeyValuePair<string, string?>[] Taxed =
    [
        new("Tax:Home", "NL"),
        new("Tax:Rates:NL", "21"),
        new("Tax:Rates:DE", "19"),
        new("Billing:Seller:Name", "Example Hosting B.V."),
        new("Billing:BankTransfer:Holder", "Example <Hosting> B.V."),
        new("Billing:BankTransfer:Iban", "NL91ABNA0417164300"),
    ];

    private static string Address(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}

/// <summary>Ends the hosts after the last test.</summary>
public sealed class InvapiHosts : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await InvapiHost.StopAllAsync();
}
