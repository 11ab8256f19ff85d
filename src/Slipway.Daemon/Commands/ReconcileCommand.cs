using System.CommandLine;
using System.Text.Json;
using Slipway.Catalog;
using Slipway.Reconciliation;

namespace Slipway.Daemon.Commands;

/// <summary>Compares books, addresses, stock and machines; also beside a running daemon.</summary>
internal static class ReconcileCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => MoneyCommands.WithServices(
        new Command("reconcile", "Compares books, invoices, services, addresses, stock, zones and the machines that are really there. Changes nothing; exit code 1 when there is a difference."),
        async (parsed, services, cancellationToken) =>
        {
            await services.GetRequiredService<CatalogLoading>().LoadAsync(cancellationToken);
            var report = await services.GetRequiredService<Reconcile>().RunAsync(cancellationToken);
            if (MoneyCommands.WantsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { at = report.At, @checked = report.Checked, difference = report.Differences.Count, differences = report.Differences.Select(difference => new { area = difference.Area, what = difference.What, remedy = difference.Remedy }) }, Json));
                return report.Differences.Count == 0 ? 0 : 1;
            }

            foreach (var difference in report.Differences)
            {
                Console.WriteLine($"{difference.Area}: {difference.What}\n    {difference.Remedy}");
            }

            Console.WriteLine($"{report.Checked} comparisons, difference {report.Differences.Count}");
            return report.Differences.Count == 0 ? 0 : 1;
        });
}
