using System.Globalization;
using System.Text.Json;
using Shouldly;

namespace Slipway.Testing;

/// <summary>What a customer's program does over the wire.</summary>
public sealed class CustomerSession(Slipwayd daemon, string apiKey, string token)
{
    public string ApiKey => apiKey;

    public string Token => token;

    public Task<JsonElement> CallAsync(string module, string action, params (string Name, string Value)[] fields) =>
        daemon.PostAsync(module, [("action", action), ("token", token), .. fields]);

    /// <summary>The order of the vendor's FAQ without its software; <paramref name="more"/> comes on top.</summary>
    public async Task<Ordered> OrderAsync(string password, params (string Name, string Value)[] more)
    {
        var answer = await CallAsync(
            "eq", "order_instance",
            [
                ("preset", "108"), ("location_name", "NL"), ("os_id", "180"), ("traffic_plan", "25"), ("deploy_period", "monthly"), ("deploy_notify", "true"),
                ("hostname", "web-01.example.org"), ("root_pass", password), .. more,
            ]);
        answer.GetProperty("result").ToString().ShouldBe("OK", answer.GetRawText());
        return new Ordered(answer.GetProperty("id").GetInt32(), answer.GetProperty("invoice").GetInt32(), answer.GetProperty("callback").GetString()!);
    }

    /// <summary>Polls like a client, over restarts of the daemon, until the work is over; answers the last check.</summary>
    public async Task<JsonElement> UntilOverAsync(string callback, int seconds)
    {
        JsonElement last = default;
        await Facts.UntilAsync(
            $"{callback} is over",
            async () =>
            {
                last = await daemon.PostAsync("eq_callback", ("action", "check"), ("key", callback));
                return last.GetProperty("result").ToString() != "Not ready";
            },
            TimeSpan.FromSeconds(seconds));
        return last;
    }

    public async Task<JsonElement> ReadyAsync(Ordered ordered, int seconds)
    {
        var check = await UntilOverAsync(ordered.Callback, seconds);
        check.GetProperty("scope").GetProperty("status").GetString().ShouldBe("deploy_done", check.GetRawText());
        return await ShowAsync(ordered.Server);
    }

    public async Task<JsonElement> ShowAsync(int server)
    {
        var card = await CallAsync("eq", "show", ("id", Text(server)));
        card.GetProperty("result").ToString().ShouldBe("OK", card.GetRawText());
        return card;
    }

    public async Task SwitchAsync(string action, int server, int seconds)
    {
        var answer = await CallAsync("eq", action, ("id", Text(server)));
        var over = await UntilOverAsync(answer.GetProperty("callback").GetString()!, seconds);
        over.GetProperty("result").ToString().ShouldBe("OK", over.GetRawText());
    }

    public async Task<decimal> CreditAsync()
    {
        var client = await CallAsync("whmcs", "get_client");
        return decimal.Parse(client.GetProperty("client").GetProperty("credit").GetString()!, CultureInfo.InvariantCulture);
    }

    /// <summary>Numbers and states of all invoices.</summary>
    public async Task<(int Number, string Status)[]> InvoicesAsync()
    {
        var answer = await CallAsync("whmcs", "get_invoices");
        return [.. answer.GetProperty("invoices").GetProperty("invoice").EnumerateArray().Select(invoice => (invoice.GetProperty("id").GetInt32(), invoice.GetProperty("status").GetString()!))];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

public sealed record Ordered(int Server, int Invoice, string Callback);
