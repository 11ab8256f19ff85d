using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Shouldly;

namespace Slipway.Testing;

/// <summary>
/// The published daemon as a process of its own, with a data folder, a port and settings in the environment, as an operator
/// starts it. It can be killed and started again on the same data.
/// </summary>
public sealed class Slipwayd : IAsyncDisposable
{
    private readonly string _driver;
    private readonly string? _database;
    private readonly (string Name, string Value)[] _settings;
    private Process? _process;

    private Slipwayd(string driver, string? database, (string Name, string Value)[] settings)
    {
        _driver = driver;
        _database = database;
        _settings = settings;
        // Short: a socket's path has at most 107 bytes.
        Data = Directory.CreateTempSubdirectory("sw-").FullName;
        Url = $"http://127.0.0.1:{FreePort()}";
        Client = new HttpClient { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromSeconds(60) };
    }

    public static string Program { get; } = Path.Combine(Golden.Root, "out", "slipwayd");

    public static string Images { get; } = Environment.GetEnvironmentVariable("SLIPWAY_IMAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "slipway", "images");

    public string Data { get; }

    public string Url { get; }

    public HttpClient Client { get; }

    public string Log => File.Exists(Path.Combine(Data, "daemon.log")) ? File.ReadAllText(Path.Combine(Data, "daemon.log")) : "";

    /// <summary>Numbers of the QEMU processes that serve machines of this daemon.</summary>
    public int[] Guests => [.. Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0 && CommandLine(pid).Contains($"{Data}/machines/", StringComparison.Ordinal) && CommandLine(pid).StartsWith("qemu", StringComparison.Ordinal))];

    public static async Task<Slipwayd> StartedAsync(string driver, string? database = null, params (string Name, string Value)[] settings)
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is missing: run 'make publish'.");
        var daemon = new Slipwayd(driver, database, settings);
        try
        {
            await daemon.StartAsync();
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    public static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public async Task StartAsync()
    {
        // The shell only joins the outputs to a file; exec makes the daemon the process that is started here.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", Program, "serve", "--data", Data, "--urls", Url, "--driver", _driver, .. DatabaseOption()]);
        start.Environment["LOG"] = Path.Combine(Data, "daemon.log");
        start.Environment["SLIPWAY__Qemu__Images"] = Images;
        foreach (var (name, value) in _settings)
        {
            start.Environment[$"SLIPWAY__{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        _process = Process.Start(start)!;
        await Facts.UntilAsync("the daemon answers /healthz", async () =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"slipwayd ended with {_process.ExitCode}: {Log}");
            }

            try
            {
                using var answer = await Client.GetAsync(new Uri("/healthz", UriKind.Relative));
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>kill -9: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; answers the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>An account by the operator's verb, beside the running daemon; answers what it printed.</summary>
    public async Task<JsonElement> CreateAccountAsync(string email, decimal credit, string autoPay = "on")
    {
        var (code, output) = await RunAsync(
            ["admin", "create-account", "--data", Data, "--email", email, "--credit", credit.ToString(CultureInfo.InvariantCulture), "--auto-pay", autoPay, .. DatabaseOption()]);
        code.ShouldBe(0, output);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>A customer with a session, as a program has one.</summary>
    public async Task<CustomerSession> CustomerAsync(decimal credit, string autoPay = "on", string email = "eva@example.org")
    {
        var account = await CreateAccountAsync(email, credit, autoPay);
        var key = account.GetProperty("api_key").GetString()!;
        var login = await PostAsync("auth", ("action", "login"), ("key", key), ("ttl", "3600"));
        return new CustomerSession(this, key, login.GetProperty("result").GetProperty("token").GetString()!);
    }

    public async Task<JsonElement> PostAsync(string module, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await Client.PostAsync(new Uri($"/{module}.php", UriKind.Relative), form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Runs a verb of the program; answers its exit code and what it said.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        foreach (var guest in Guests)
        {
            using var process = Process.GetProcessById(guest);
            process.Kill();
        }

        await Facts.UntilAsync("the guests have ended", () => Task.FromResult(Guests.Length == 0));
        Client.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private string[] DatabaseOption() => _database is null ? [] : ["--database", _database];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
