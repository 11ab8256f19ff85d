using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Conformance.Invapi;

/// <summary>States of the network: a dedicated server, a port that the provider switched off.</summary>
public sealed partial class Given
{
    private async Task<bool> NetworkAsync(string sentence)
    {
        switch (sentence)
        {
            case "customer with a dedicated server":
                await CustomerAsync("", 100, true);
                await DedicatedAsync("");
                return true;
            case "stranger with a dedicated server":
                await CustomerAsync("stranger_", 100, true);
                await DedicatedAsync("stranger_");
                return true;
            case "port that the provider switched off":
                var server = new ServerId(int.Parse(names["server"], CultureInfo.InvariantCulture));
                await host.Services.GetRequiredService<Database>().InTransactionAsync(transaction => PortStore.SaveAsync(transaction, server, new PortOff("abuse", ByOperator: true)), CancellationToken.None);
                return true;
            default:
                return false;
        }
    }

    private async Task DedicatedAsync(string prefix)
    {
        var answer = await host.PostAsync(
            "/eq.php", ("action", "order_instance"), ("token", names[$"{prefix}token"]), ("preset", "bm.v2-promo"), ("location_name", "NL"), ("os_id", "180"), ("traffic_plan", "12"), ("root_pass", RootPassword));
        using var order = JsonDocument.Parse(answer);
        names[$"{prefix}server"] = order.RootElement.TryGetProperty("id", out var id) ? id.GetRawText() : throw new InvalidOperationException($"The order was refused: {answer}");
        await WaitAsync(order.RootElement.GetProperty("callback").GetString()!);
    }
}
