using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Conformance.Invapi;
using Xunit;

namespace Slipway.Conformance.Clients;

/// <summary>
/// The vendor's MCP server: flat parameters, arrays as <c>key[]</c>, JSON's true and false; the number -1 in <c>result</c> is the only failure it
/// knows, and <c>error</c> the only text. It logs in again when a text says so.
/// </summary>
public sealed partial class McpServerTests : WireClient
{
    private InvapiHost? _host;
    private string _key = "";
    private string? _token;
    private int _logins;

    [Fact]
    public async Task An_assistant_orders_looks_changes_and_asks_for_help()
    {
        (_host, _key) = await CustomerAsync(autoPay: true);
        Assert.True((await ToolAsync("auth", "info")).GetProperty("result").GetProperty("customer_id").GetInt32() > 0);
        await ToolAsync("eq", "update_servers");

        // :: a dry run asks for stock first, with whatever the user called the preset
        Assert.True((await ToolAsync("presets", "search", ("name", "108"), ("location", "NL"), ("scope", "free"))).GetProperty("available").GetInt32() > 0);
        var plan = (await ToolAsync("traffic_plans", "list", ("instance_id", "108"), ("location", "NL"))).GetProperty("traffic_plans")[0].GetProperty("id").GetRawText();
        var ordered = await ToolAsync(
            "eq", "order_instance", ("preset", "vm.pico"), ("location_name", "NL"), ("os_id", "180"), ("traffic_plan", plan), ("root_pass", "Abcd_1234"), ("deploy_period", "monthly"), ("hostname", "mcp.example.org"),
            ("deploy_notify", "true"));
        var callback = ordered.GetProperty("callback").GetString()!;
        await OverAsync(callback);
        var server = (await ToolAsync("eq", "list")).GetProperty("servers")[0].GetRawText();
        Assert.Equal("mcp.example.org", (await ToolAsync("eq", "show", ("id", server))).GetProperty("server_data").GetProperty("hostname").GetString());

        // :: power: the first answer is all that is shown, so it says what is known
        Assert.Equal("on", (await ToolAsync("eq", "status", ("id", server))).GetProperty("power_status").GetString());
        await OverAsync((await ToolAsync("eq", "reboot", ("id", server))).GetProperty("callback").GetString()!);

        await TagsAsync(server);
        await HelpAsync(server);
        await KeysAndZonesAsync(server);

        await ToolAsync("whmcs", "request_cancellation", ("id", server), ("cancellation_type", "1"), ("terminate_reason_custom", "not needed"));
    }

    [Fact]
    public async Task Two_invoices_are_paid_as_one()
    {
        (_host, _key) = await CustomerAsync(autoPay: false);
        async Task<string> OrderAsync(string hostname) => (await ToolAsync(
            "eq", "order_instance", ("preset", "vm.pico"), ("location_name", "NL"), ("os_id", "180"), ("traffic_plan", "25"), ("root_pass", "Abcd_1234"), ("deploy_period", "monthly"), ("hostname", hostname)))
            .GetProperty("invoice").GetRawText();
        var (first, second) = (await OrderAsync("one.example.org"), await OrderAsync("two.example.org"));

        // An array goes as key[], an amount as JSON's number.
        var collective = (await ToolAsync("whmcs", "mass_pay", ("invoices[]", first), ("invoices[]", second))).GetProperty("invoice").GetRawText();
        await ToolAsync("whmcs", "apply_credit", ("invoice_id", collective), ("amount", (await ToolAsync("whmcs", "get_invoice", ("invoice_id", collective))).GetProperty("total").GetString()!));

        await UntilAsync("both are paid", async () =>
        {
            var invoices = (await ToolAsync("whmcs", "get_invoices")).GetProperty("invoices").GetProperty("invoice").EnumerateArray().ToList();
            return (invoices.Where(invoice => invoice.GetProperty("id").GetRawText() is var id && (id == first || id == second)).All(invoice => invoice.GetProperty("status").GetString() == "Paid"), invoices);
        });
    }

    [Fact]
    public async Task A_token_that_was_given_back_is_noticed_and_replaced()
    {
        (_host, _key) = await CustomerAsync(autoPay: true);
        await ToolAsync("eq", "update_servers");
        await ToolAsync("auth", "logout");
        Assert.Equal(1, _logins);

        // It keeps the token it gave back, and is told.
        Assert.Equal(0, (await ToolAsync("eq", "list")).GetProperty("servers").GetArrayLength());
        Assert.Equal(2, _logins);
    }

    [Fact]
    public async Task A_refusal_is_shown_with_its_reason()
    {
        (_host, _key) = await CustomerAsync(autoPay: true);

        var refused = await Assert.ThrowsAsync<ToolException>(() => ToolAsync("eq", "order_instance", ("preset", "108"), ("location_name", "NL"), ("os_id", "187"), ("soft_id", "49"), ("traffic_plan", "25"), ("root_pass", "Abcd1234")));

        Assert.Equal("reinstall: extra software Odoo (#49) is not compatible with Ubuntu 22.04", refused.Message);
    }

    private async Task TagsAsync(string server)
    {
        await ToolAsync("tags", "add", ("id", server), ("tag", "role"), ("value", "mcp"));
        Assert.Contains("\"mcp\"", (await ToolAsync("tags", "list", ("id", server))).GetRawText(), StringComparison.Ordinal);
        Assert.Contains(server, (await ToolAsync("tags", "user_search", ("value", "mcp"))).GetProperty("servers").EnumerateArray().Select(id => id.GetRawText()));
    }

    private async Task HelpAsync(string server)
    {
        var issue = (await ToolAsync("jira", "request_assistance", ("id", server), ("subject", "Slow"), ("message", "The disk is slow."))).GetProperty("jira_issue").GetString()!;
        // A third party reads the number out of the refusal.
        var again = await Assert.ThrowsAsync<ToolException>(() => ToolAsync("jira", "request_assistance", ("id", server), ("subject", "Slow"), ("message", "Still.")));
        Assert.Equal(issue, TicketNumber().Match(again.Message).Value);
        await ToolAsync("jira", "request_kvm", ("id", server));
        var request = (await ToolAsync("rhr", "add", ("id", server), ("comment", "Look at the lamp."), ("request_type", "check"))).GetProperty("id").GetRawText();
        await ToolAsync("rhr", "chat", ("id", request), ("message", "The left one."));
        Assert.Equal(1, (await ToolAsync("rhr", "list", ("location", "NL"), ("status", "active"))).GetProperty("requests").GetArrayLength());
        await ToolAsync("rhr", "discard", ("id", request));
        Assert.True((await ToolAsync("stocks", "list", ("location", "all"), ("group", "ALL"))).GetProperty("servers").GetArrayLength() > 0);
        var refused = await Assert.ThrowsAsync<ToolException>(() => ToolAsync("s3", "list_plans", ("location", "NL")));
        Assert.Contains("object storage is not offered here", refused.Message, StringComparison.Ordinal);
    }

    private async Task KeysAndZonesAsync(string server)
    {
        var key = (await ToolAsync("api_keys", "add", ("name", "ci runner"), ("server_id", server), ("active", "true"), ("login_notify_method", "none"))).GetProperty("data");
        Assert.Equal(33, key.GetProperty("api_key").GetString()!.Length);
        await ToolAsync("api_keys", "delete", ("id", key.GetProperty("id").GetRawText()));

        var zone = $"mcp-{Guid.NewGuid():N}.example";
        await ToolAsync("pdns", "add_domain", ("name", zone), ("server_id", server));
        await ToolAsync("pdns", "add_dns", ("zone", zone), ("name", "www"), ("type", "A"), ("content", "203.0.113.10"), ("increase_soa_serial", "true"));
        // Without content: every record of that type at that name.
        await ToolAsync("pdns", "delete_dns", ("zone", zone), ("name", "www"), ("type", "A"));
    }

    /// <summary>Polls without a token; only "Not ready" is running.</summary>
    private Task<string> OverAsync(string callback) => UntilAsync("the job is over", async () =>
    {
        var body = await SendAsync(_host!.Client, HttpMethod.Post, "/eq_callback.php", ("action", "check"), ("key", callback));
        var result = Json(body).GetProperty("result");
        Assert.False(result.ValueKind == JsonValueKind.Number, body);
        return (result.GetString() != "Not ready", body);
    });

    /// <summary>One tool call: with a login when there is no token, and once more when the token is refused.</summary>
    private async Task<JsonElement> ToolAsync(string module, string action, params (string Name, string Value)[] fields)
    {
        for (var attempt = 1; ; attempt++)
        {
            _token ??= await LoginAsync();
            var answer = Json(await SendAsync(_host!.Client, HttpMethod.Post, $"/{module}.php", [("action", action), ("token", _token), .. fields]));
            if (!(answer.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Number && result.GetInt32() == -1))
            {
                return answer;
            }

            var error = answer.GetProperty("error").GetString()!;
            if (attempt > 1 || !OldToken().IsMatch(error))
            {
                throw new ToolException(error);
            }

            _token = null;
        }
    }

    private async Task<string> LoginAsync()
    {
        _logins++;
        return Json(await SendAsync(_host!.Client, HttpMethod.Post, "/auth.php", ("action", "login"), ("key", _key), ("ttl", 3600.ToString(CultureInfo.InvariantCulture)), ("fix_ip", "0"))).GetProperty("result").GetProperty("token").GetString()!;
    }

    private sealed class ToolException(string message) : Exception(message);

    [GeneratedRegex("invalid token|token.*(invalid|expired)", RegexOptions.IgnoreCase)]
    private static partial Regex OldToken();

    [GeneratedRegex("[A-Z]+-[0-9]+")]
    private static partial Regex TicketNumber();
}
