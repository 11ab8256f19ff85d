using System.Globalization;
using System.Text.Json;
using Slipway.Conformance.Invapi;
using Xunit;

namespace Slipway.Conformance.Clients;

/// <summary>The vendor's Terraform provider v0.1.9, call by call, with its decoders: a server from the order to its end.</summary>
public sealed class TerraformClientTests : WireClient, IDisposable
{
    private const string Material = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN/Cr3JXqmLW7u+g9pTh+wyqDHpSQEIQczXkVx9q";

    private InvapiHost? _host;
    private HttpClient? _http;

    // Quirk Q-085: the answer to an order depends on what the client calls itself.
    private HttpClient Http
    {
        get
        {
            if (_http is null)
            {
                _http = new HttpClient { BaseAddress = _host!.Client.BaseAddress };
                _http.DefaultRequestHeaders.UserAgent.ParseAdd("terraform-provider-hostkey/0.1.9");
            }

            return _http;
        }
    }

    public void Dispose() => _http?.Dispose();
    private string _token = "";

    [Fact]
    public async Task A_server_is_made_changed_and_destroyed()
    {
        (_host, var key) = await CustomerAsync(autoPay: true);
        var login = await CallAsync("auth", "login", ("key", key), ("ttl", "3600"), ("fix_ip", "0"));
        _token = login.GetProperty("result").GetProperty("token").GetString()!;
        var sshKey = await AddSshKeyAsync();

        var (server, hostname) = await CreateAsync();
        await RenameAsync(server, hostname);
        await TagAsync(server);
        await SwitchAsync(server, "off", "power_off");
        await SwitchAsync(server, "on", "rent");
        await AddressAsync(server);
        await ZoneAsync();
        await DestroyAsync(server);
        await RemoveSshKeyAsync(sshKey);
    }

    [Fact]
    public async Task An_account_without_servers_may_order_its_first_one()
    {
        (_host, var key) = await CustomerAsync(autoPay: true);
        var login = await CallAsync("auth", "login", ("key", key));
        _token = login.GetProperty("result").GetProperty("token").GetString()!;

        Assert.Empty(await SnapshotAsync());
    }

    [Fact]
    public async Task An_unknown_server_is_forgotten_and_an_unread_one_is_not()
    {
        (_host, var key) = await CustomerAsync(autoPay: true);
        _token = (await CallAsync("auth", "login", ("key", key))).GetProperty("result").GetProperty("token").GetString()!;

        Assert.Contains("not found", await RefusalAsync("eq", "show", ("id", "2000000000")), StringComparison.Ordinal);
        _token = "0123456789abcdef0123456789abcdef";
        var stale = await RefusalAsync("eq", "show", ("id", "2000000000"));
        Assert.Contains("invalid token", stale, StringComparison.Ordinal);
        Assert.DoesNotContain("not found", stale, StringComparison.Ordinal);
    }

    private async Task<(int Server, string Hostname)> CreateAsync()
    {
        // Plan: names to numbers. traffic_plans goes without a token.
        var preset = Named(await CallAsync("presets", "list", ("token", _token), ("location", "NL")), "presets", "vm.pico");
        var os = Named(await CallAsync("os", "list", ("token", _token), ("instance_id", Text(preset)), ("location", "NL")), "os_list", "Debian 11");
        var plan = Named(await CallAsync("traffic_plans", "list", ("instance", Text(preset)), ("location", "NL")), "traffic_plans", "3 TB / 1 Gbps VM");
        Assert.NotEqual(0, os.GetProperty("active").GetInt32());

        var known = await SnapshotAsync();
        var hostname = $"tf-{Guid.NewGuid():N}.example.org";
        var ordered = await CallAsync(
            "eq", "order_instance", ("token", _token), ("root_pass", "Abcd_1234"), ("preset", Text(preset)), ("location_name", "NL"), ("os_id", Text(os)), ("traffic_plan", Text(plan)), ("hostname", hostname),
            ("deploy_period", "monthly"), ("deploy_notify", "true"), ("root_size", "100"));
        Assert.Equal("Paid", ordered.GetProperty("status").GetString());
        var callback = ordered.GetProperty("callback").GetString()!;
        var keys = (await CallAsync("eq", "update_servers", ("token", _token))).GetProperty("deploy_keys");
        Assert.Equal(callback, keys.GetProperty(ordered.GetProperty("invoice").GetRawText()).GetString());

        // With an id in the answer the provider would not wait, and change what is not there yet.
        Assert.False(ordered.TryGetProperty("id", out _));

        var done = await UntilAsync("deploy_done", async () =>
        {
            var deployment = StrictDeployment.Read(await SendAsync(Http, HttpMethod.Post, "/eq_callback.php", ("action", "check"), ("key", callback), ("token", _token)));
            Assert.NotEqual(StrictProgress.Failed, deployment.Progress);
            return (deployment.Progress == StrictProgress.Done, deployment);
        });
        var server = done.Server!.Value;
        Assert.Equal([server], (await SnapshotAsync()).Except(known));

        var card = await ShowAsync(server);
        Assert.Equal(hostname, HostnameOf(card));
        Assert.Equal("rent", StatusOf(card));
        Assert.Single(card.GetProperty("IP").EnumerateArray(), entry => entry.GetProperty("main_ip").GetInt32() == 1);
        return (server, hostname);
    }

    private async Task RenameAsync(int server, string old)
    {
        var name = $"renamed-{old}"[..40];
        await CallAsync("eq", "rename_server", ("token", _token), ("id", Text(server)), ("hostname", name));
        var card = await ShowAsync(server);
        Assert.Equal(name, HostnameOf(card));
        Assert.Contains(card.GetProperty("tags").EnumerateArray(), tag => tag.GetProperty("tag").GetString() == "hostname" && tag.GetProperty("value").GetString() == name);
        // Its second step, when the first did not show.
        await CallAsync("tags", "add", ("token", _token), ("id", Text(server)), ("component", "eq"), ("tag", "hostname"), ("value", $"again-{name}"[..40]));
        Assert.Equal($"again-{name}"[..40], HostnameOf(await ShowAsync(server)));
    }

    private async Task TagAsync(int server)
    {
        async Task<string[]> TagsAsync() =>
            [.. (await CallAsync("tags", "list", ("token", _token), ("id", Text(server)), ("component", "eq"))).GetProperty("tags").EnumerateArray().Select(tag => $"{tag.GetProperty("tag").GetString()}={tag.GetProperty("value").GetString()}")];

        await CallAsync("tags", "add", ("token", _token), ("id", Text(server)), ("component", "eq"), ("tag", "role"), ("value", "web"));
        await CallAsync("tags", "add", ("token", _token), ("id", Text(server)), ("component", "eq"), ("tag", "role"), ("value", "database"));
        await CallAsync("tags", "add", ("token", _token), ("id", Text(server)), ("component", "eq"), ("tag", "empty"));
        var tags = await TagsAsync();
        Assert.Contains("role=database", tags);
        Assert.Contains("empty=", tags);
        await CallAsync("tags", "remove", ("token", _token), ("id", Text(server)), ("component", "eq"), ("component_id", Text(server)), ("tag", "role"));
        Assert.DoesNotContain("role=database", await TagsAsync());
    }

    private async Task SwitchAsync(int server, string action, string status)
    {
        // The callback is ignored; only the state is looked at.
        await CallAsync("eq", action, ("token", _token), ("id", Text(server)));
        await UntilAsync(status, async () =>
        {
            var found = StatusOf(await ShowAsync(server));
            return (found == status, found);
        });
    }

    private async Task AddressAsync(int server)
    {
        var added = await CallAsync("net", "add_ipv4", ("token", _token), ("id", Text(server)), ("port", "eth0"), ("amount", "1"));
        var first = added.GetProperty("ips").EnumerateArray().First();
        var ip = first.ValueKind == JsonValueKind.String ? first.GetString()! : first.GetProperty("ip").GetString()!;
        Assert.Contains((await ShowAsync(server)).GetProperty("IP").EnumerateArray(), entry => entry.GetProperty("ip").GetString() == ip && entry.GetProperty("main_ip").GetInt32() == 0);
        await CallAsync("net", "remove_ipv4", ("token", _token), ("id", Text(server)), ("ip", ip));
        Assert.DoesNotContain((await ShowAsync(server)).GetProperty("IP").EnumerateArray(), entry => entry.GetProperty("ip").GetString() == ip);
    }

    private async Task ZoneAsync()
    {
        var zone = $"tf-{Guid.NewGuid():N}.example";
        var domain = (await CallAsync("pdns", "add_domain", ("token", _token), ("params[name]", zone))).GetProperty("data").GetProperty("id").GetInt32();
        Assert.Contains((await CallAsync("pdns", "list_domains", ("token", _token))).GetProperty("data").EnumerateArray(), known => known.GetProperty("id").GetInt32() == domain);
        (string, string)[] record = [("token", _token), ("params[zone]", zone), ("params[name]", "www"), ("params[type]", "A"), ("params[content][]", "203.0.113.10")];
        await CallAsync("pdns", "add_dns", [.. record, ("params[ttl]", "3600")]);
        async Task<bool> IsThereAsync() => (await CallAsync("pdns", "view_zone", ("token", _token), ("params[zone]", zone))).GetProperty("data").GetProperty("records").EnumerateArray()
            .Any(found => found.GetProperty("name").GetString() == "www" && found.GetProperty("type").GetString() == "A" && found.GetProperty("content").GetString() == "203.0.113.10" && found.GetProperty("ttl").GetInt32() == 3600);
        Assert.True(await IsThereAsync());
        await CallAsync("pdns", "delete_dns", record);
        Assert.False(await IsThereAsync());
        await CallAsync("pdns", "delete_domain", ("token", _token), ("params[id]", Text(domain)), ("params[zone]", zone));
    }

    private async Task DestroyAsync(int server)
    {
        await CallAsync("whmcs", "request_cancellation", ("token", _token), ("id", Text(server)), ("cancellation_type", "1"), ("cancellation_reason", "Cancelled via Terraform"));
        await UntilAsync("it is gone", async () =>
        {
            var body = await SendAsync(Http, HttpMethod.Post, "/eq.php", ("action", "show"), ("token", _token), ("id", Text(server)));
            var verdict = StrictClient.Read("eq", "show", body);
            return (verdict.IsSuccess ? StatusOf(Json(body)) != "rent" : verdict.Why!.Contains("not found", StringComparison.Ordinal), body);
        });
        Assert.DoesNotContain(server, await SnapshotAsync());
    }

    private async Task<int?> AddSshKeyAsync()
    {
        var added = (await CallAsync("ssh_keys", "add", ("token", _token), ("params[name]", "laptop"), ("params[key]", $"{Material} me@host"), ("params[default]", "0"))).GetProperty("sshkey");
        var id = added.GetProperty("id").GetInt32();
        Assert.NotEqual(0, id);
        Assert.StartsWith(Material, added.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Contains((await CallAsync("ssh_keys", "list", ("token", _token))).GetProperty("sshkeys").EnumerateArray(), key => key.GetProperty("id").GetInt32() == id);
        return id;
    }

    private async Task RemoveSshKeyAsync(int? id)
    {
        if (id is { } key)
        {
            await CallAsync("ssh_keys", "delete", ("token", _token), ("id", Text(key)));
            Assert.Empty((await CallAsync("ssh_keys", "list", ("token", _token))).GetProperty("sshkeys").EnumerateArray());
        }
    }

    /// <summary>What it knows before an order: eq/list together with eq/update_servers.</summary>
    private async Task<int[]> SnapshotAsync()
    {
        static IEnumerable<int> Ids(JsonElement answer) => answer.GetProperty("servers").EnumerateArray().Select(id => id.GetInt32());
        return [.. Ids(await CallAsync("eq", "list", ("token", _token))).Union(Ids(await CallAsync("eq", "update_servers", ("token", _token))))];
    }

    private Task<JsonElement> ShowAsync(int server) => CallAsync("eq", "show", ("token", _token), ("id", Text(server)));

    /// <summary>An answer that its decoder takes, or the test is over.</summary>
    private async Task<JsonElement> CallAsync(string module, string action, params (string Name, string Value)[] fields)
    {
        var body = await SendAsync(Http, HttpMethod.Post, $"/{module}.php", [("action", action), .. fields]);
        var verdict = StrictClient.Read(module, action, body);
        Assert.True(verdict.IsSuccess, $"{module}/{action}: {verdict.Why}\n{body}");
        return Json(body);
    }

    private async Task<string> RefusalAsync(string module, string action, params (string Name, string Value)[] fields)
    {
        var body = await SendAsync(Http, HttpMethod.Post, $"/{module}.php", [("action", action), ("token", _token), .. fields]);
        var verdict = StrictClient.Read(module, action, body);
        Assert.True(verdict is { IsReadable: true, IsSuccess: false }, body);
        return verdict.Why!;
    }

    /// <summary>By exact name in any case; there must be one.</summary>
    private static JsonElement Named(JsonElement answer, string list, string name) =>
        Assert.Single(answer.GetProperty(list).EnumerateArray(), item => item.GetProperty("name").GetString()!.Equals(name, StringComparison.OrdinalIgnoreCase) && item.GetProperty("active").GetInt32() != 0);

    private static string StatusOf(JsonElement card) => card.GetProperty("server_data").GetProperty("status").GetString()!;

    /// <summary>It searches the whole answer for these names; there must be one value.</summary>
    private static string HostnameOf(JsonElement card)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        void Search(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in element.EnumerateObject())
                {
                    if (member.Value.ValueKind == JsonValueKind.String && member.Name is "hostname" or "server_name")
                    {
                        found.Add(member.Value.GetString()!);
                    }

                    Search(member.Value);
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                {
                    Search(item);
                }
            }
        }

        Search(card);
        return Assert.Single(found);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(JsonElement item) => item.GetProperty("id").GetRawText();
}
