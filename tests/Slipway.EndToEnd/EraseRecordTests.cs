using System.Text.Json;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>What an operator and a customer hold in their hands after a server is gone.</summary>
public sealed class EraseRecordTests
{
    [Fact]
    public async Task A_record_is_shown_and_verified_by_the_program_and_a_changed_one_is_not_valid()
    {
        await using var daemon = await Slipwayd.StartedAsync("fake", null, ("Fake:DeploySeconds", "0"), ("Public:Url", "https://api.example.net"));
        var customer = await daemon.CustomerAsync(credit: 20);
        var order = await customer.OrderAsync("Abcd1234");
        await customer.ReadyAsync(order, seconds: 30);
        var server = order.Server;
        (await customer.CallAsync("whmcs", "request_cancellation", ("id", $"{server}"), ("cancellation_type", "1"))).GetProperty("result").GetString().ShouldBe("OK");
        JsonElement records = default;
        await Facts.UntilAsync("the record is there", async () =>
        {
            records = (await customer.CallAsync("eq", "erase_record", ("id", $"{server}"))).GetProperty("records");
            return records.GetArrayLength() == 1;
        });
        var record = records[0].GetProperty("record").GetString()!;

        var (code, shown) = await Slipwayd.RunAsync("servers", "erase-record", $"{server}", "--data", daemon.Data);
        code.ShouldBe(0, shown);
        shown.ShouldContain($"server {server}, removal, erased ");
        shown.ShouldContain(record);
        (code, shown) = await Slipwayd.RunAsync("servers", "erase-record", $"{server}", "--data", daemon.Data, "--json");
        code.ShouldBe(0, shown);
        JsonDocument.Parse(shown).RootElement[0].GetProperty("record").GetString().ShouldBe(record);

        var file = Path.Combine(daemon.Data, "record.jws");
        await File.WriteAllTextAsync(file, $"{record}\n", TestContext.Current.CancellationToken);
        (code, shown) = await Slipwayd.RunAsync("servers", "erase-record", "--verify", file, "--data", daemon.Data);
        code.ShouldBe(0, shown);
        shown.ShouldStartWith($"valid: server {server} on ");
        shown.ShouldContain("of https://api.example.net");
        await File.WriteAllTextAsync(file, record.Replace('.', 'A'), TestContext.Current.CancellationToken);
        (code, shown) = await Slipwayd.RunAsync("servers", "erase-record", "--verify", file, "--data", daemon.Data, "--json");
        code.ShouldBe(1, shown);
        JsonDocument.Parse(shown).RootElement.GetProperty("valid").GetBoolean().ShouldBeFalse();

        (code, shown) = await Slipwayd.RunAsync("servers", "erase-record", "1", "--data", daemon.Data);
        (code, shown.Trim()).ShouldBe((1, "slipwayd: server 1 not found"));
        (code, _) = await Slipwayd.RunAsync("servers", "erase-record", "--data", daemon.Data);
        code.ShouldNotBe(0);

        using var keys = JsonDocument.Parse(await daemon.Client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), TestContext.Current.CancellationToken));
        keys.RootElement.GetProperty("keys").GetArrayLength().ShouldBe(1);
    }
}
