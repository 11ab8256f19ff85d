using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Daemon;
using Slipway.Servers;

namespace Slipway.Testing;

/// <summary>
/// The whole daemon in this process, on a loopback port, with the simulated fleet. Speaks in intentions and goes through
/// the doors that customers use.
/// </summary>
public sealed class SlipwayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SlipwayHost(WebApplication app, string folder, LogText log)
    {
        _app = app;
        Folder = folder;
        Log = log;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    /// <summary>The data folder, with the database, the fleet's files and the mails in it.</summary>
    public string Folder { get; }

    /// <summary>Everything that was logged since the daemon was built.</summary>
    public LogText Log { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<SlipwayHost> StartAsync(params (string Name, string? Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-host-").FullName;
        var app = DaemonHost.Build(
            new DaemonOptions(folder, null, "http://127.0.0.1:0", "fake"),
            // The later collection wins. The console stays silent: what is logged is kept in Log.
            configuration => configuration
                .AddInMemoryCollection([new("Fake:DeploySeconds", "0"), new("Logging:Console:LogLevel:Default", "None")])
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))));
        var log = new LogText();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await DaemonHost.PrepareAsync(app, CancellationToken.None);
        await app.StartAsync();
        return new SlipwayHost(app, folder, log);
    }

    public Task<Customer> GivenCustomerWithCreditAsync(decimal credit, bool autoPay = true) => Customer.OpenAsync(Services, credit, autoPay);

    public async Task<string> LoginAsync(Customer customer)
    {
        var answer = await PostAsync("/auth.php", ("action", "login"), ("key", customer.Key.Reveal()));
        return answer.GetProperty("result").GetProperty("token").GetString()!;
    }

    /// <summary>Orders the smallest server in NL; further fields add to that or replace it.</summary>
    public async Task<OrderedServer> OrderAsync(string token, params (string Name, string Value)[] fields)
    {
        var form = new Dictionary<string, string>
        {
            ["action"] = "order_instance",
            ["token"] = token,
            ["preset"] = "vm.pico",
            ["location_name"] = "NL",
            ["os_id"] = "180",
            ["traffic_plan"] = "25",
            ["root_pass"] = Business.RootPassword,
            ["hostname"] = "web-01.example.org",
        };
        foreach (var (name, value) in fields)
        {
            form[name] = value;
        }

        var answer = await PostAsync("/eq.php", [.. form.Select(field => (field.Key, field.Value))]);
        return answer.TryGetProperty("id", out var id)
            ? new OrderedServer(new ServerId(id.GetInt32()), token, answer.TryGetProperty("callback", out var callback) ? callback.GetString() : null)
            : throw new InvalidOperationException($"The order was refused: {answer}");
    }

    /// <summary>The server is handed over.</summary>
    public Task UntilActiveAsync(OrderedServer server) => Facts.UntilAsync(
        string.Create(CultureInfo.InvariantCulture, $"server {server.Id} is active"),
        async () => (await Services.GetRequiredService<ServerQueries>().ForRunAsync(server.Id, CancellationToken.None))?.Server.State == ServerState.Active);

    /// <summary>The text of the one mail that says this.</summary>
    public async Task<string> UntilMailAsync(string words)
    {
        var found = "";
        await Facts.UntilAsync($"a mail with '{words}' lies in {Folder}/mail", () =>
        {
            var folder = Path.Combine(Folder, "mail");
            found = Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.eml").Select(File.ReadAllText).FirstOrDefault(text => text.Contains(words, StringComparison.Ordinal)) ?? ""
                : "";
            return Task.FromResult(found.Length > 0);
        });
        return found;
    }

    public async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), form);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    /// <summary>Stops the daemon and leaves its folder, for looking at what it left.</summary>
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <param name="Callback">The run's key; null while the invoice is unpaid.</param>
public sealed record OrderedServer(ServerId Id, string Token, string? Callback);
