using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Traffic;

namespace Slipway.Conformance.Invapi;

public sealed partial class Given
{
    private async Task<bool> GuestAsync(string sentence)
    {
        switch (sentence)
        {
            case "its counters were read twice":
                await CountedAsync(0);
                await CountedAsync(1);
                return true;
            case "its system is its customer's own":
                await ExecuteAsync("update servers_server set os_id = 0, os_name = 'Own system' where id = @id");
                return true;
            case "it is suspended":
                await ExecuteAsync($"update servers_server set state = {(int)ServerState.Suspended} where id = @id");
                return true;
            case "its address as address":
                var card = JsonDocument.Parse(await host.PostAsync("/eq.php", ("action", "show"), ("token", names["token"]), ("id", names["server"]))).RootElement;
                names["address"] = card.GetProperty("IP")[0].GetProperty("ip").GetString()!;
                return true;
            default:
                return false;
        }
    }

    /// <summary>There is more than that.</summary>
    private Task CountedAsync(long bytes) => UntilAsync("more traffic is counted", async () =>
    {
        await host.Services.GetRequiredService<CountTraffic>().PassAsync(CancellationToken.None);
        var answer = await host.PostAsync("/eq.php", ("action", "get_traffic"), ("token", names["token"]), ("id", names["server"]), ("period", "day"));
        var report = JsonDocument.Parse(answer).RootElement;
        var isMore = report.GetProperty("in").GetInt64() > (bytes == 0 ? 0 : long.Parse(names["read_before"], System.Globalization.CultureInfo.InvariantCulture));
        names["read_before"] = report.GetProperty("in").GetRawText();
        return (isMore, answer);
    });

    private Task ExecuteAsync(string sql) => host.Services.GetRequiredService<Database>().InTransactionAsync(
        async transaction => await transaction.ExecuteAsync(sql, ("id", int.Parse(names["server"], System.Globalization.CultureInfo.InvariantCulture))), CancellationToken.None);
}
