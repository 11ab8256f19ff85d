using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Accounts;
using Slipway.Orders;
using Slipway.Pricing;

namespace Slipway.Conformance.Invapi;

/// <summary>
/// The states a transcript may start from. Each brings its names: a customer <c>key</c>, <c>token</c>, <c>customer</c>,
/// <c>email</c>; a server <c>server</c>, <c>invoice</c>, <c>callback</c>; a stranger the same names with <c>stranger_</c>.
/// </summary>
public sealed partial class Given(InvapiHost host, IDictionary<string, string> names)
{
    public const string RootPassword = "Abcd1234";

    public async Task PrepareAsync(string sentence)
    {
        if (Customer().Match(sentence) is { Success: true } customer)
        {
            await CustomerAsync(
                customer.Groups["who"].Value == "stranger" ? "stranger_" : "", decimal.Parse(customer.Groups["credit"].Value, CultureInfo.InvariantCulture), customer.Groups["pay"].Value == "on",
                customer.Groups["country"] is { Success: true, Value: var country } ? country : "NL", customer.Groups["prepaid"].Success, customer.Groups["vat"].Value);
        }
        else if (Promotion().Match(sentence) is { Success: true } promotion)
        {
            // Hosts are shared, so each transcript has a code of its own.
            names["promo"] = $"CODE-{Guid.NewGuid():N}"[..20].ToUpperInvariant();
            _ = (await host.Services.GetRequiredService<Promotions>().AddAsync(
                new Promotion(names["promo"], int.Parse(promotion.Groups["percent"].Value, CultureInfo.InvariantCulture), null, promotion.Groups["forever"].Success, MostUsesPerAccount: 1), CancellationToken.None)).Value;
        }
        else if (Full().Match(sentence) is { Success: true } full)
        {
            for (var contact = 0; contact < int.Parse(full.Groups["count"].Value, CultureInfo.InvariantCulture); contact++)
            {
                await host.PostAsync("/whmcs.php", ("action", "add_contact"), ("token", names["token"]));
            }
        }
        else if (Becomes().Match(sentence) is { Success: true } becomes)
        {
            await InvoiceIsAsync(names[becomes.Groups["invoice"].Value], becomes.Groups["status"].Value);
        }
        else if (IsIn().Match(sentence) is { Success: true } isIn)
        {
            await RunIsInAsync(names[isIn.Groups["run"].Value], isIn.Groups["step"].Value);
        }
        else if (Erased().Match(sentence) is { Success: true } erased)
        {
            await ErasedAsync(int.Parse(erased.Groups["count"].Value, CultureInfo.InvariantCulture));
        }
        else if (sentence is "customer with a server" or "customer with an active server")
        {
            await CustomerAsync("", 50, true);
            await ServerAsync("");
        }
        else if (await NetworkAsync(sentence))
        {
            // See Given.Network.cs.
        }
        else if (sentence == "stranger with a server")
        {
            await CustomerAsync("stranger_", 50, true);
            await ServerAsync("stranger_");
        }
        else if (sentence == "key of the server")
        {
            names["server_key"] = await host.AddKeyAsync(Account, new ServerId(int.Parse(names["server"], CultureInfo.InvariantCulture)));
            names["server_token"] = await LoginAsync(names["server_key"]);
        }
        else if (sentence.Contains("zone", StringComparison.Ordinal))
        {
            await ZoneAsync(sentence);
        }
        else if (sentence == "an ISO image of the operator")
        {
            await OperatorsIsoAsync();
        }
        else if (sentence == "a web server with an ISO image")
        {
            WebWithIso();
        }
        else if (sentence == "key that is switched off")
        {
            names["disabled_key"] = await host.AddKeyAsync(Account, null, "active = 0");
        }
        else if (sentence == "key for other addresses")
        {
            names["elsewhere_key"] = await host.AddKeyAsync(Account, null, "allowed_ips = '192.0.2.1'");
        }
        else if (sentence is KeyExpired or InternalTag)
        {
            await KeysAsync(sentence);
        }
        else if (await GuestAsync(sentence))
        {
            return;
        }
        else if (await DeskAsync(sentence))
        {
            return;
        }
        else
        {
            throw new InvalidOperationException($"Nobody knows how to prepare '{sentence}'. Add it to Given.cs.");
        }
    }

    /// <summary>Waits until the run is over, whichever way; says so if it takes too long.</summary>
    public async Task WaitAsync(string key)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await host.PostAsync("/eq_callback.php", ("action", "check"), ("key", key));
            if (!answer.Contains("Not ready", StringComparison.Ordinal))
            {
                return;
            }

            if (patience.IsCancellationRequested)
            {
                var progress = await host.PostAsync("/eq_callback.php", ("action", "progress"), ("key", key));
                throw new TimeoutException($"The run {key} is not over after a minute: {progress}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>What follows from an answer in the background, such as the end of a withdrawn order.</summary>
    private Task InvoiceIsAsync(string invoice, string status) => UntilAsync($"invoice {invoice} is {status}", async () =>
    {
        var answer = await host.PostAsync("/whmcs.php", ("action", "get_invoice"), ("token", names["token"]), ("invoice_id", invoice));
        return (answer.Contains($"\"status\":\"{status}\"", StringComparison.Ordinal), answer);
    });

    /// <summary>Well into it: the step has said that it begins.</summary>
    private Task RunIsInAsync(string key, string step) => UntilAsync($"the run {key} is in {step}", async () =>
    {
        var answer = await host.PostAsync("/eq_callback.php", ("action", "progress"), ("key", key));
        using var progress = JsonDocument.Parse(answer);
        var running = progress.RootElement.GetProperty("steps").EnumerateArray().FirstOrDefault(entry => entry.GetProperty("state").GetString() == "running");
        return (running.ValueKind == JsonValueKind.Object && running.GetProperty("name").GetString() == step && running.GetProperty("elapsed_seconds").GetDouble() > 0.3, answer);
    });

    private Task ErasedAsync(int count) => UntilAsync($"there are {count} records of erasing", async () =>
    {
        var answer = await host.PostAsync("/eq.php", ("action", "erase_record"), ("token", names["token"]), ("id", names["server"]));
        using var records = JsonDocument.Parse(answer);
        return (records.RootElement.GetProperty("records").GetArrayLength() == count, answer);
    });

    private static async Task UntilAsync(string what, Func<Task<(bool Is, string Answer)>> look)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var (isSo, answer) = await look();
            if (isSo)
            {
                return;
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Not after a minute: {what}: {answer}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private AccountId Account => new(int.Parse(names["customer"], CultureInfo.InvariantCulture));

    private async Task CustomerAsync(string prefix, decimal credit, bool autoPay, string country = "NL", bool prepaid = false, string vatNumber = "")
    {
        var opened = await host.OpenAccountAsync(credit, autoPay, country, prepaid, vatNumber);
        names[$"{prefix}key"] = opened.Key.Reveal();
        names[$"{prefix}customer"] = opened.Account.Id.ToString();
        names[$"{prefix}email"] = opened.Account.Email;
        names[$"{prefix}token"] = await LoginAsync(opened.Key.Reveal());
    }

    private async Task ServerAsync(string prefix)
    {
        var answer = await host.PostAsync(
            "/eq.php", ("action", "order_instance"), ("token", names[$"{prefix}token"]), ("preset", "vm.pico"), ("location_name", "NL"), ("os_id", "180"), ("traffic_plan", "25"),
            ("root_pass", RootPassword), ("hostname", "web-01.example.org"));
        using var order = JsonDocument.Parse(answer);
        if (!order.RootElement.TryGetProperty("callback", out var callback))
        {
            throw new InvalidOperationException($"The order was refused: {answer}");
        }

        names[$"{prefix}callback"] = callback.GetString()!;
        names[$"{prefix}invoice"] = order.RootElement.GetProperty("invoice").GetRawText();
        await WaitAsync(callback.GetString()!);
        var servers = await host.PostAsync("/eq.php", ("action", "list"), ("token", names[$"{prefix}token"]));
        using var list = JsonDocument.Parse(servers);
        names[$"{prefix}server"] = list.RootElement.GetProperty("servers").EnumerateArray().Last().GetRawText();
    }

    private async Task<string> LoginAsync(string key)
    {
        using var login = JsonDocument.Parse(await host.PostAsync("/auth.php", ("action", "login"), ("key", key)));
        return login.RootElement.GetProperty("result").GetProperty("token").GetString()!;
    }

    [GeneratedRegex(@"^(?<who>customer|stranger) with credit (?<credit>[0-9.]+), auto-pay (?<pay>on|off)(, country (?<country>[A-Z]{2}))?(, VAT number (?<vat>[A-Z0-9]+))?(?<prepaid>, prepaid)?$")]
    private static partial Regex Customer();

    [GeneratedRegex("^promotion of (?<percent>[0-9]+) percent(?<forever> for ever)?, once for each account$")]
    private static partial Regex Promotion();

    [GeneratedRegex("^(?<count>[0-9]+) contacts$")]
    private static partial Regex Full();

    [GeneratedRegex(@"^the run (?<run>\w+) is in (?<step>[a-z-]+) after a while$")]
    private static partial Regex IsIn();

    [GeneratedRegex(@"^the invoice (?<invoice>\w+) is (?<status>\w+) after a while$")]
    private static partial Regex Becomes();

    [GeneratedRegex("^(?<count>[0-9]+) records of erasing after a while$")]
    private static partial Regex Erased();
}
