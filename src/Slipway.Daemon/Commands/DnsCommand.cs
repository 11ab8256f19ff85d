using System.CommandLine;
using System.Text.Json;
using Slipway.Dns;

namespace Slipway.Daemon.Commands;

/// <summary>Compares the zones on the DNS server with the rows they are copies of, and has them written anew; also beside a running daemon.</summary>
internal static class DnsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create() => new Command("dns", "Zones on the DNS server.") { Status(), Sync() };

    private static Command Status()
    {
        var zone = ZoneOption();
        return MoneyCommands.WithServices(
            new Command("status", "Says where the DNS server differs from what customers were told, and what waits to be written. Changes nothing; exit code 1 when there is something.") { zone },
            (parsed, services, cancellationToken) => WithDnsAsync(services, async zones => Told(parsed, await zones.RunAsync(parsed.GetValue(zone), cancellationToken), [])));
    }

    private static Command Sync()
    {
        var zone = ZoneOption();
        var strays = new Option<bool>("--remove-strays") { Description = "Remove zones of account 'slipway' that nobody here has. Not when another Slipway uses the same DNS server." };
        return MoneyCommands.WithServices(
            new Command("sync", "Compares, and has zones that differ written anew: by the daemon if one runs. Exit code 1 when something is left.") { zone, strays },
            (parsed, services, cancellationToken) => WithDnsAsync(services, async zones =>
            {
                var before = await zones.RunAsync(parsed.GetValue(zone), cancellationToken);
                if (parsed.GetValue(zone) is { } named && before.Zones == 0)
                {
                    await Console.Error.WriteLineAsync($"slipwayd: there is no zone {named}; slipwayd dns status lists those there are.");
                    return 1;
                }

                await zones.MarkAsync(before, parsed.GetValue(strays), cancellationToken);
                await WriteAsync(zones, services.GetRequiredService<DaemonOptions>(), parsed.GetValue(zone), cancellationToken);
                return Told(parsed, await zones.RunAsync(parsed.GetValue(zone), cancellationToken), before.Differences);
            }));
    }

    /// <summary>One process writes to the DNS server: the daemon, or this one as long as it holds the daemon's place.</summary>
    private static async Task WriteAsync(CompareZones zones, DaemonOptions options, string? zone, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var place = DataLock.TryTake(options.DataFolder);
        try
        {
            while (place is not null ? await zones.WriteAsync(patience.Token) > 0 : (await zones.WaitingAsync(zone, patience.Token)) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is left is told.
        }
    }

    private static async Task<int> WithDnsAsync(ServiceProvider services, Func<CompareZones, Task<int>> run)
    {
        string[] mistakes = [.. services.GetRequiredService<DnsOptions>().Mistakes()];
        if (mistakes.Length > 0 || !services.GetRequiredService<CompareZones>().IsOffered)
        {
            await Console.Error.WriteLineAsync(mistakes.Length > 0 ? $"slipwayd: {string.Join("\n  ", mistakes)}" : "slipwayd: no DNS server is set up (Dns:PowerDns:Url); see docs/guides/dns.md.");
            return 1;
        }

        return await run(services.GetRequiredService<CompareZones>());
    }

    private static int Told(ParseResult parsed, ZoneReport report, IReadOnlyList<ZoneDifference> repaired)
    {
        if (MoneyCommands.WantsJson(parsed))
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    zones = report.Zones,
                    server = report.Away is null ? "answers" : "away",
                    waiting = report.Waiting.Select(waiting => new { zone = waiting.Zone, since = waiting.Since }),
                    differences = report.Differences.Select(difference => new { zone = difference.Zone, what = difference.What }),
                    found_before = repaired.Select(difference => new { zone = difference.Zone, what = difference.What }),
                },
                Json));
            return report.IsClean ? 0 : 1;
        }

        foreach (var difference in repaired)
        {
            Console.WriteLine($"found: {difference.Zone} {difference.What}");
        }

        foreach (var (zone, since) in report.Waiting)
        {
            Console.WriteLine($"waits: {zone} since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        }

        foreach (var difference in report.Differences)
        {
            Console.WriteLine($"differs: {difference.Zone} {difference.What}");
        }

        if (report.Away is not null)
        {
            Console.WriteLine("The DNS server does not answer: see whether it runs, and Dns:PowerDns.");
        }

        Console.WriteLine($"{report.Zones} zones, {report.Waiting.Count} waiting, difference {report.Differences.Count}");
        return report.IsClean ? 0 : 1;
    }

    private static Option<string?> ZoneOption() => new("--zone") { Description = "Only this zone, such as example.org.", HelpName = "NAME" };
}
