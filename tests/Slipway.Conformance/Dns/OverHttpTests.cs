using System.Text.Json;
using Shouldly;
using Slipway.Conformance.Invapi;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Dns;

/// <summary>As programs do it: a form over HTTP, and then dig.</summary>
public sealed class OverHttpTests
{
    [Fact]
    public async Task A_certificate_program_finds_its_words_and_the_world_its_text()
    {
        var (host, dns, names) = await GivenAsync("customer with credit 1, auto-pay on", "zone");

        var added = await PostRawAsync(host, $"action=add_dns&token={names["token"]}&zone={names["zone"]}&name=_acme-challenge&type=TXT&content=gfj9Xq-Rg85nM&ttl=60");
        // It looks for these letters, without a space.
        added.ShouldContain("\"result\":\"OK\"");
        (await dns.DigAsync($"_acme-challenge.{names["zone"]}", "TXT")).ShouldBe(["\"gfj9Xq-Rg85nM\""]);
        var deleted = await PostRawAsync(host, $"action=delete_dns&token={names["token"]}&zone={names["zone"]}&name=_acme-challenge&type=TXT&content=gfj9Xq-Rg85nM");
        deleted.ShouldContain("\"result\":\"OK\"");
        (await dns.DigAsync($"_acme-challenge.{names["zone"]}", "TXT")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_of_records_is_created_read_and_destroyed_in_the_form_of_Terraform()
    {
        var (host, dns, names) = await GivenAsync("customer with credit 1, auto-pay on", "name for a zone");
        async Task<JsonElement> Call(string action, params (string Name, string Value)[] fields)
        {
            var form = string.Join('&', fields.Select(field => $"{Uri.EscapeDataString($"params[{field.Name.Replace("[]", "", StringComparison.Ordinal)}]{(field.Name.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "")}")}={Uri.EscapeDataString(field.Value)}"));
            using var answer = JsonDocument.Parse(await PostRawAsync(host, $"action={action}&token={names["token"]}&{form}"));
            answer.RootElement.GetProperty("result").ValueKind.ShouldBe(JsonValueKind.String, answer.RootElement.ToString());
            return answer.RootElement.GetProperty("data").Clone();
        }

        var id = (await Call("add_domain", ("name", names["zone"]))).GetProperty("id").GetInt32();
        id.ShouldBeGreaterThan(0);
        var plan = new (string Name, string Type, string Content, int Priority)[] { ("@", "A", "203.0.113.10", 0), ("www", "CNAME", names["zone"], 0), ("@", "MX", $"mail.{names["zone"]}", 10), ("@", "TXT", "v=spf1 mx -all", 0) };
        foreach (var (name, type, content, priority) in plan)
        {
            await Call("add_dns", [("zone", names["zone"]), ("name", name), ("type", type), ("content[]", content), .. priority > 0 ? new[] { ("priority", $"{priority}") } : []]);
        }

        var view = await Call("view_zone", ("zone", names["zone"]));
        view.GetProperty("id").GetInt32().ShouldBe(id);
        foreach (var (name, type, content, priority) in plan)
        {
            view.GetProperty("records").EnumerateArray().Count(record => record.GetProperty("name").GetString() == name && record.GetProperty("type").GetString() == type && record.GetProperty("content").GetString() == content
                && record.GetProperty("priority").GetInt32() == priority && record.GetProperty("ttl").GetInt32() == 3600).ShouldBe(1);
        }

        (await dns.DigAsync($"www.{names["zone"]}", "A")).ShouldBe(["203.0.113.10", $"{names["zone"]}."]);
        foreach (var (name, type, content, priority) in plan)
        {
            await Call("delete_dns", [("zone", names["zone"]), ("name", name), ("type", type), ("content[]", content), .. priority > 0 ? new[] { ("priority", $"{priority}") } : []]);
        }

        (await Call("view_zone", ("zone", names["zone"]))).GetProperty("records").GetArrayLength().ShouldBe(3);
        await Call("delete_domain", ("id", $"{id}"), ("zone", names["zone"]));
        (await dns.DigAsync(names["zone"], "SOA")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_is_named_over_the_wire_and_the_world_reads_it()
    {
        var (host, dns, names) = await GivenAsync("customer with a server");
        using var card = JsonDocument.Parse(await host.PostAsync("/eq.php", ("action", "show"), ("token", names["token"]), ("id", names["server"])));
        var ip = card.RootElement.GetProperty("IP")[0].GetProperty("ip").GetString()!;

        (await host.PostAsync("/ip.php", ("action", "update_ptr"), ("token", names["token"]), ("id", names["server"]), ("ip", ip), ("ptr", "mail.example.org"))).ShouldContain("\"result\":\"OK\"");
        (await dns.DigAsync("-x", ip)).ShouldBe(["mail.example.org."]);
        (await host.PostAsync("/ip.php", ("action", "update_ptr"), ("token", names["token"]), ("id", names["server"]), ("ip", ip), ("ptr", "-"))).ShouldContain("\"result\":\"OK\"");
        (await dns.DigAsync("-x", ip)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered_with_a_refusal_or_done_and_never_breaks()
    {
        var (host, _, names) = await GivenAsync("customer with credit 1, auto-pay on", "zone");
        string[] hostile = ["", "-1", "0", "99999999999999999999", "\0", "\n", "' or 1=1 --", "\ud83d\ude00", new string('x', 100_000), "@", "*", ".", "..", "params[x]", "{}", "true", "\"", "\\"];
        string[] fields = ["zone", "domain_id", "id", "name", "type", "content", "content[]", "ttl", "priority", "old_name", "changetype", "weight", "port", "proto", "target", "serial", "mname", "refresh", "server_id", "kind", "masters[]", "nameservers[]", "dns[ttl]", "dnssec"];
        foreach (var action in new[] { "add_domain", "delete_domain", "view_zone", "add_dns", "delete_dns", "add_zone", "delete_zone", "list_subdomains", "add_subdomain", "edit_subdomain", "delete_subdomain" })
        {
            foreach (var field in fields)
            {
                foreach (var value in hostile)
                {
                    var answer = await host.PostAsync("/pdns.php", [("action", action), ("token", names["token"]), ("type", action == "add_dns" ? "SRV" : "A"), ("zone", action.StartsWith("delete_z", StringComparison.Ordinal) || action == "delete_domain" ? "other.example" : names["zone"]), (field, value)]);
                    answer.ShouldStartWith("{\"result\":", customMessage: $"{action} {field}");
                    answer.ShouldNotContain("something went wrong", customMessage: $"{action} {field} {value[..Math.Min(20, value.Length)]}");
                }
            }
        }
    }

    private static async Task<(InvapiHost Host, PowerDnsServer Dns, Dictionary<string, string> Names)> GivenAsync(params string[] sentences)
    {
        var host = await InvapiHost.OfAsync("dns");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sentence in sentences)
        {
            await new Given(host, names).PrepareAsync(sentence);
        }

        return (host, await PowerDnsServer.SharedAsync(), names);
    }

    private static async Task<string> PostRawAsync(InvapiHost host, string form)
    {
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        using var answer = await host.Client.PostAsync(new Uri("/pdns.php", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
