using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Slipway.Conformance.Clients;

/// <summary>
/// The reseller module for WHMCS: it logs in by GET, loads the price list with the action in the query, builds every other address from scheme
/// and host alone, pays the invoice itself and looks at nothing but the members it needs.
/// </summary>
public sealed class WhmcsModuleTests : WireClient
{
    private static readonly string[] Prefixes = ["vm", "vds", "bm", "gpu", "vgpu"];

    private string _token = "";

    [Fact]
    public async Task A_product_is_created_paid_shown_renewed_and_given_up()
    {
        var (host, key) = await CustomerAsync(autoPay: false);
        using var http = AtPort80(host.Client.BaseAddress!);

        // The login's address is used as it is set, the port with it; everything after goes to the bare host.
        var login = Json(await SendAsync(host.Client, HttpMethod.Get, $"/auth.php?action=login&key={key}"));
        _token = login.GetProperty("result").GetProperty("token").GetString()!;

        var offer = await PriceListAsync(http);
        var client = await CallAsync(http, "whmcs", "get_client");
        Assert.Equal("success", client.GetProperty("result").GetString());

        // :: order: everything it knows, the names beside the numbers
        var ordered = await CallAsync(
            http, "eq", "order_instance", ("deploy_period", "monthly"), ("deploy_notify", "1"), ("email", client.GetProperty("client").GetProperty("email").GetString()!), ("currency_code", "EUR"),
            ("os_id", offer.OsId), ("root_pass", "Abcd_1234"), ("hostname", "shop-01.example.org"), ("os_name", offer.OsName), ("traffic_plan", offer.PlanId), ("preset", "vm.pico"), ("location_name", "NL"),
            ("post_install_callback", "https://shop.example.net/modules/gateways/callback/hostkeyresellermod.php?hosting=17"));
        Assert.True(!ordered.TryGetProperty("result", out var word) || word.GetString() is "OK" or "success", ordered.GetRawText());
        var invoice = ordered.GetProperty("invoice").GetInt32();
        Assert.NotEqual(0, invoice);

        // :: pay it in full; the answer is not looked at
        var due = await InvoiceAsync(http, invoice, withLocation: true);
        await CallAsync(http, "whmcs", "apply_credit", ("invoice_id", Text(invoice)), ("amount", due.GetProperty("total").GetString()!));

        // :: which server it became: the item of its own service, else the first
        var server = await UntilAsync("the invoice names the server", async () =>
        {
            var items = (await InvoiceAsync(http, invoice, withLocation: false)).GetProperty("items").GetProperty("item").EnumerateArray().ToList();
            var own = items.FirstOrDefault(item => item.GetProperty("relid").GetRawText() == "17", items[0]);
            return (own.TryGetProperty("inv_id", out var id) && id.GetInt32() != 0, own.TryGetProperty("inv_id", out id) ? id.GetInt32() : 0);
        });
        var card = await UntilAsync("it is active", async () =>
        {
            var shown = await CallAsync(http, "eq", "show", ("id", Text(server)));
            return (shown.GetProperty("result").GetRawText() == "\"OK\"" && shown.GetProperty("server_data").GetProperty("Condition_Component").GetString() == "rent", shown);
        });

        // :: renewals: what is Unpaid, in exactly this word
        var product = card.GetProperty("account_id");
        var open = await CallAsync(
            http, "whmcs", "get_product_invoice", ("product", product.ValueKind == JsonValueKind.String ? product.GetString()! : product.GetRawText()), ("location", card.GetProperty("type_billing").GetString()!));
        Assert.Equal(JsonValueKind.Array, open.GetProperty("invoices").ValueKind);
        Assert.DoesNotContain(open.GetProperty("invoices").EnumerateArray(), item => item.GetProperty("status").GetString() == "Unpaid");

        await ServerKeyAsync(http, server);

        await CallAsync(http, "whmcs", "request_cancellation", ("id", Text(server)), ("cancellation_reason", "The service was terminated"), ("pin", "not_set"));
        Assert.Contains((await CallAsync(http, "whmcs", "get_cancellation_requests", ("id", Text(server)))).GetProperty("requests").EnumerateArray(), request => request.GetRawText().Contains(Text(server), StringComparison.Ordinal));
    }

    private static async Task<(string OsId, string OsName, string PlanId)> PriceListAsync(HttpClient http)
    {
        // The action in the query, the currencies in the body: one request.
        var list = Json(await SendAsync(http, HttpMethod.Post, "http://api.test/presets.php?action=info", ("currencies", "EUR,USD")));
        Assert.Equal("OK", list.GetProperty("result").GetString());
        var sellable = list.GetProperty("presets").EnumerateArray().Where(preset => preset.GetProperty("price").EnumerateObject().Any()).ToList();
        Assert.All(sellable, preset => Assert.Contains(preset.GetProperty("name").GetString()!.Split('.')[0], Prefixes));
        // The keys of price become the locations in which products are made.
        Assert.All(sellable, preset => Assert.All(preset.GetProperty("price").EnumerateObject(), place =>
        {
            Assert.Equal(2, place.Name.Length);
            Assert.Equal(JsonValueKind.Object, place.Value.ValueKind);
        }));
        var pico = sellable.Single(preset => preset.GetProperty("name").GetString() == "vm.pico");
        var os = pico.GetProperty("OS").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "Debian 11");
        var plan = pico.GetProperty("traffic_plans").GetProperty("NL").EnumerateArray().First();
        return (os.GetProperty("id").GetRawText(), os.GetProperty("name").GetString()!, plan.GetProperty("id").GetRawText());
    }

    private async Task ServerKeyAsync(HttpClient http, int server)
    {
        Assert.Equal(0, (await CallAsync(http, "api_keys", "list_for_server", ("params[server_id]", Text(server)))).GetProperty("data").GetArrayLength());
        var added = await CallAsync(
            http, "api_keys", "add", ("params[name]", $"Api key [{server}.17]"), ("params[server_id]", Text(server)), ("params[active]", "1"), ("params[ip]", ""), ("params[login_notify_method]", "none"),
            ("params[login_notify_address]", ""));
        Assert.Equal(33, added.GetProperty("data").GetProperty("api_key").GetString()!.Length);
        Assert.Equal(1, (await CallAsync(http, "api_keys", "list_for_server", ("params[server_id]", Text(server)))).GetProperty("data").GetArrayLength());
    }

    private async Task<JsonElement> InvoiceAsync(HttpClient http, int invoice, bool withLocation)
    {
        var answer = await CallAsync(http, "whmcs", "get_invoice", withLocation ? [("invoice_id", Text(invoice)), ("location", "NL")] : [("invoice_id", Text(invoice))]);
        Assert.Equal("OK", answer.GetProperty("result").GetString());
        return answer;
    }

    private async Task<JsonElement> CallAsync(HttpClient http, string module, string action, params (string Name, string Value)[] fields) =>
        Json(await SendAsync(http, HttpMethod.Post, $"http://api.test/{module}.php", [("action", action), ("token", _token), .. fields]));

    /// <summary>The module drops the port, so the provider listens on 80; here that port of a made-up host leads to the daemon's. No user agent is sent.</summary>
    private static HttpClient AtPort80(Uri daemon)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                Assert.Equal(80, context.DnsEndPoint.Port);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(daemon.Host, daemon.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
