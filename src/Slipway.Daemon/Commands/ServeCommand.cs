using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Consoles;
using Slipway.Dns;
using Slipway.Disks;
using Slipway.Mail;
using Slipway.Media;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Pricing;
using Slipway.Reconciliation;
using Slipway.Support;
using Slipway.Traffic;

namespace Slipway.Daemon.Commands;

internal static class ServeCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:8080", HelpName = "URL" };
        var driver = new Option<string>("--driver") { Description = "Who carries new machines: qemu on this box, or fake, the simulated fleet.", DefaultValueFactory = _ => "qemu" };
        urls.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string>().Split(';').Any(url => !IsPlain(url)))
            {
                given.AddError("--urls takes http://ADDRESS:PORT, where ADDRESS is an IP address, localhost, or * for all. For https put a reverse proxy in front, see docs/operate.");
            }
        });
        driver.AcceptOnlyFromAmong([.. DaemonOptions.Drivers]);
        var command = new Command("serve", "Takes orders and fulfils them.") { data, database, urls, driver };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(() => RunAsync(
            new DaemonOptions(DaemonOptions.PrepareFolder(parsed.GetValue(data)!), CommonOptions.DatabaseOf(parsed, database), parsed.GetValue(urls)!, parsed.GetValue(driver)!), cancellationToken)));
        return command;
    }

    /// <summary>Asked before anything starts, because a server that starts and cannot listen says so on two pages.</summary>
    private static string? TakenPort(string urls)
    {
        foreach (var url in urls.Split(';').Select(url => new Uri(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("localhost", "127.0.0.1", StringComparison.Ordinal))))
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port);
                listener.Start();
            }
            catch (SocketException busy) when (busy.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return url.Authority;
            }
        }

        return null;
    }

    // A host name would be taken for "every address".
    private static bool IsPlain(string url) =>
        url.StartsWith("http://*:", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == "http" && (parsed.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || parsed.Host == "localhost"));

    private static async Task<int> RunAsync(DaemonOptions options, CancellationToken cancellationToken)
    {
        await using var held = DataLock.TryTake(options.DataFolder);
        if (held is null)
        {
            await Console.Error.WriteLineAsync($"slipwayd: another slipwayd works in {options.DataFolder}. Stop it, or give this one another --data folder.");
            return 1;
        }

        if (TakenPort(options.Urls) is { } taken)
        {
            await Console.Error.WriteLineAsync($"slipwayd: {taken} is in use by another program. Stop that, or give another --urls.");
            return 1;
        }

        await using var app = DaemonHost.Build(options);
        List<string> mistakes =
        [
            .. app.Services.GetRequiredService<MailOptions>().Mistakes(),
            .. app.Services.GetRequiredService<OrderOptions>().Mistakes(),
            .. app.Services.GetRequiredService<RenewalOptions>().Mistakes(),
            .. app.Services.GetRequiredService<BillingOptions>().Mistakes(),
            .. app.Services.GetRequiredService<GatewayOptions>().Mistakes(),
            .. app.Services.GetRequiredService<TaxRates>().Mistakes(),
            .. app.Services.GetRequiredService<ReconcileOptions>().Mistakes(),
            .. app.Services.GetRequiredService<PublicOptions>().Mistakes(),
            .. app.Services.GetRequiredService<LimitOptions>().Mistakes(),
            .. app.Services.GetRequiredService<NetworkOptions>().Mistakes(),
            .. app.Services.GetRequiredService<ConsoleOptions>().Mistakes(),
            .. app.Services.GetRequiredService<DnsOptions>().Mistakes(),
            .. app.Services.GetRequiredService<DiskOptions>().Mistakes(),
            .. app.Services.GetRequiredService<MediaOptions>().Mistakes(),
            .. app.Services.GetRequiredService<TrafficOptions>().Mistakes(),
            .. app.Services.GetRequiredService<SupportOptions>().Mistakes(),
        ];
        if (mistakes.Count > 0)
        {
            await Console.Error.WriteLineAsync($"slipwayd: the configuration has mistakes:\n  {string.Join("\n  ", mistakes)}");
            return 1;
        }

        await DaemonHost.PrepareAsync(app, cancellationToken);
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
