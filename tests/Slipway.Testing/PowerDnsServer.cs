using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Slipway.Testing;

/// <summary>
/// A real pdns_server on free loopback ports, its zones in SQLite, asked with dig. It is a child that ends when its standard input closes: so
/// it ends with the test process, however that ends. It can be stopped and started again with what it had.
/// </summary>
public sealed class PowerDnsServer : IAsyncDisposable
{
    public const string Key = "hidden-key-of-the-dns-server";

    private static readonly Lazy<Task<PowerDnsServer>> One = new(StartedAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // "$0" is the folder. Signals that a terminal sends to the whole group are for the tests; this waits for their end.
    private const string Script = """
        trap '' INT TERM HUP
        pdns_server --config-dir="$0" >>"$0/pdns.log" 2>&1 </dev/null &
        server=$!
        read -r _
        kill -KILL $server
        wait $server 2>/dev/null
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-pdns-").FullName;
    private readonly int _dnsPort = FreePort();
    private readonly int _apiPort = FreePort();
    private readonly HttpClient _client = new();
    private Process? _process;

    private PowerDnsServer()
    {
        _client.DefaultRequestHeaders.Add("X-API-Key", Key);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    public string Url => $"http://127.0.0.1:{_apiPort}";

    /// <summary>What the daemon is told of it.</summary>
    public (string Name, string? Value)[] Settings =>
    [
        ("Dns:PowerDns:Url", Url), ("Dns:PowerDns:ApiKey", Key), ("Dns:PowerDns:Timeout", "00:00:10"), ("Dns:Nameservers:0", "ns1.example.net"), ("Dns:Nameservers:1", "ns2.example.net"),
        ("Dns:Hostmaster", "hostmaster@example.net"),
    ];

    /// <summary>The one that tests share which leave it running: each has zones of its own.</summary>
    public static Task<PowerDnsServer> SharedAsync() => One.Value;

    public static async Task<PowerDnsServer> StartedAsync()
    {
        var server = new PowerDnsServer();
        await RunAsync("sh", "-c", "sqlite3 \"$0/pdns.db\" < /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql", server._folder);
        await File.WriteAllTextAsync(Path.Combine(server._folder, "pdns.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            launch=gsqlite3
            gsqlite3-database={server._folder}/pdns.db
            gsqlite3-dnssec=yes
            # Tests need no power cut survived.
            gsqlite3-pragma-synchronous=0
            local-address=127.0.0.1
            local-port={server._dnsPort}
            socket-dir={server._folder}
            api=yes
            api-key={Key}
            webserver=yes
            webserver-address=127.0.0.1
            webserver-port={server._apiPort}
            setuid=
            setgid=

            """));
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", Script, _folder]) { RedirectStandardInput = true })!;
        await Facts.UntilAsync($"pdns_server answers (deploy/setup/debian.sh test installs it); its log: {_folder}/pdns.log", async () =>
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri($"{Url}/api/v1/servers/localhost"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, Patience);
    }

    /// <summary>It is gone from one moment to the next.</summary>
    public void Stop()
    {
        End();
        _process = null;
    }

    /// <summary>The answers of the DNS server, one a line as <c>dig +short</c> has them, in order.</summary>
    public async Task<IReadOnlyList<string>> DigAsync(params string[] question) =>
        [.. (await AskAsync(["+short", .. question])).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)];

    /// <summary>All that dig prints.</summary>
    public Task<string> AskAsync(params string[] question) =>
        RunAsync("dig", ["@127.0.0.1", "-p", _dnsPort.ToString(CultureInfo.InvariantCulture), "+time=5", "+tries=2", .. question]);

    /// <summary>Asks its own interface past the daemon, as somebody with the key might.</summary>
    public async Task<string> ApiAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{Url}/api/v1/servers/localhost/{path}");
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            await request.Content.LoadIntoBufferAsync();
        }

        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }

    public ValueTask DisposeAsync()
    {
        End();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    private void End()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
    }
}
