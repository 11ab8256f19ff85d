using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>
/// Orders accepted per second by the whole daemon (form, session, checks, quote, one transaction, answer; the deployments
/// run meanwhile), beside raw ADO.NET transactions that write the same rows into a copy of the same SQLite database.
/// </summary>
internal static class OrderBench
{
    private const int Seconds = 8;
    private const int Connections = 8;

    public static async Task<Figure> RunAsync()
    {
        // The simulated machines take their time: what is measured is the acceptance.
        await using var daemon = await Slipwayd.StartedAsync("fake", null, ("Fake:DeploySeconds", "600"), ("Logging:LogLevel:Slipway", "Warning"));
        var customer = await daemon.CustomerAsync(credit: 10_000_000);
        var file = Path.Combine(daemon.Data, "slipway.db");
        var form =
            $"action=order_instance&token={customer.Token}&preset=108&location_name=NL&os_id=180&soft_id=20&traffic_plan=25&deploy_period=monthly&deploy_notify=true" +
            "&hostname=web-01.example.org&root_pass=Abcd1234";

        await Wrk.PostAsync($"{daemon.Url}/eq.php", form, Connections, 3);
        var rows = await WritesOfAnOrder.ReadAsync(customer, file);
        var before = Count(file);
        var watch = Stopwatch.StartNew();
        await Wrk.PostAsync($"{daemon.Url}/eq.php", form, Connections, Seconds);
        var ours = (Count(file) - before) / watch.Elapsed.TotalSeconds;
        await daemon.TerminateAsync();

        var copy = Path.Combine(daemon.Data, "copy.db");
        File.Copy(file, copy);
        return new Figure("orders per second / raw ADO.NET transactions", ours, rows.RepeatFor(TimeSpan.FromSeconds(Seconds), copy), ">= 0.50");
    }

    private static long Count(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from orders_order";
        return (long)command.ExecuteScalar()!;
    }
}
