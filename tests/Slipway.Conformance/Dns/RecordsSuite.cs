using Shouldly;
using Slipway.Dns;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Dns;

/// <summary>What customers write, and what the world reads of it.</summary>
public abstract class RecordsSuite(StoreFixture store)
{
    public static TheoryData<string, string, string, int, string, string, string> Kinds => new()
    {
        // name, type, content, priority; asked at, as, answered
        { "www", "A", "203.0.113.10", 0, "www", "A", "203.0.113.10" },
        { "@", "A", "203.0.113.11", 0, "@", "A", "203.0.113.11" },
        { "www", "AAAA", "2001:DB8:0:0::10", 0, "www", "AAAA", "2001:db8::10" },
        { "*.dev", "A", "203.0.113.12", 0, "any.dev", "A", "203.0.113.12" },
        { "blog", "CNAME", "www.example.org", 0, "blog", "CNAME", "www.example.org." },
        { "dotted", "CNAME", "www.example.org.", 0, "dotted", "CNAME", "www.example.org." },
        { "short", "CNAME", "www", 0, "short", "CNAME", "www.{zone}." },
        { "top", "CNAME", "@", 0, "top", "CNAME", "{zone}." },
        { "@", "MX", "mail.example.org", 10, "@", "MX", "10 mail.example.org." },
        { "m", "MX", "20 mail.example.org", 0, "m", "MX", "20 mail.example.org." },
        { "none", "MX", ".", 0, "none", "MX", "0 ." },
        { "txt", "TXT", "hello world", 0, "txt", "TXT", "\"hello world\"" },
        { "quoted", "TXT", "\"hello\" \"world\"", 0, "quoted", "TXT", "\"hello\" \"world\"" },
        { "inside", "TXT", "say \"hi\" \\ bye; ok", 0, "inside", "TXT", "\"say \\\"hi\\\" \\\\ bye; ok\"" },
        { "utf8", "TXT", "größe", 0, "utf8", "TXT", "\"gr\\195\\182\\195\\159e\"" },
        { "_acme-challenge", "TXT", "gfj9Xq-Rg85nM", 0, "_acme-challenge", "TXT", "\"gfj9Xq-Rg85nM\"" },
        { "k._domainkey", "DKIM", "v=DKIM1; k=rsa; p=MIGfMA0", 0, "k._domainkey", "TXT", "\"v=DKIM1; k=rsa; p=MIGfMA0\"" },
        { "@", "SPF", "v=spf1 mx -all", 0, "@", "TXT", "\"v=spf1 mx -all\"" },
        { "_sip._tcp", "SRV", "5 5060 sip.example.org", 10, "_sip._tcp", "SRV", "10 5 5060 sip.example.org." },
        { "_xmpp._tcp", "SRV", "20 0 5222 xmpp", 0, "_xmpp._tcp", "SRV", "20 0 5222 xmpp.{zone}." },
        { "@", "CAA", "0 issue \"letsencrypt.org\"", 0, "@", "CAA", "0 issue \"letsencrypt.org\"" },
        { "bare", "CAA", "128 issuewild ;", 0, "bare", "CAA", "128 issuewild \";\"" },
        { "sub", "NS", "ns1.example.org", 0, "sub", "NS", "ns1.example.org." },
        { "7", "PTR", "host.example.org", 0, "7", "PTR", "host.example.org." },
        { "WWW.Case", "A", "203.0.113.13", 0, "www.case", "A", "203.0.113.13" },
        { "full.{zone}", "A", "203.0.113.14", 0, "full", "A", "203.0.113.14" },
        { "dot.{zone}.", "A", "203.0.113.15", 0, "dot", "A", "203.0.113.15" },
        { "bücher", "A", "203.0.113.16", 0, "xn--bcher-kva", "A", "203.0.113.16" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_record_is_served_as_it_was_meant_and_shown_as_it_was_sent(string name, string type, string content, int priority, string askedAt, string askedAs, string answered)
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        var named = name.Replace("{zone}", scene.Zone, StringComparison.Ordinal);

        (await scene.SetAsync(new WantedRecords(named, type, [content], Priority: priority == 0 ? null : priority))).Value.Zone.Name.ShouldBe(scene.Zone);

        var question = askedAs == "NS" ? await scene.Server.AskAsync($"{askedAt}.{scene.Zone}", "NS", "+norecurse") : string.Join('\n', await scene.DigAsync(askedAt, askedAs));
        question.ShouldContain(answered.Replace("{zone}", scene.Zone, StringComparison.Ordinal));
        (await scene.RecordsAsync()).ShouldContain(record => record.Name == named && record.Type == type && record.Content == content && record.Priority == priority);
        (await scene.TroubleAsync()).ShouldBeEmpty();

        // And away again, by what was sent.
        (await scene.RemoveAsync(named, type, content)).Value.ShouldBe(1);
        (await scene.DigAsync(askedAt, askedAs)).ShouldNotContain(answered.Replace("{zone}", scene.Zone, StringComparison.Ordinal));
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_text_is_cut_into_pieces_of_255_bytes_and_shown_whole()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        var text = string.Concat(Enumerable.Range(0, 70).Select(number => $"{number:d3}, abc; "));

        (await scene.SetAsync("long", "TXT", text)).Succeeded.ShouldBeTrue();

        (await scene.DigAsync("long", "TXT")).ShouldBe([$"\"{text[..255]}\" \"{text[255..510]}\" \"{text[510..]}\""]);
        (await scene.RecordsAsync()).ShouldContain(record => record.Content == text);
    }

    [Fact]
    public async Task Values_of_a_name_add_up_replace_each_other_move_and_go()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();

        (await scene.SetAsync("t", "TXT", "one", "two")).Succeeded.ShouldBeTrue();
        (await scene.SetAsync("t", "TXT", "three")).Succeeded.ShouldBeTrue();
        // The same value again, also in another spelling, is the same record.
        (await scene.SetAsync("t", "TXT", "one")).Succeeded.ShouldBeTrue();
        (await scene.SetAsync("T", "TXT", "\"two\"")).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("t", "TXT")).ShouldBe(["\"one\"", "\"three\"", "\"two\""]);
        (await scene.RecordsAsync()).Count(record => record.Type == "TXT").ShouldBe(3);

        // Delete exactly one.
        (await scene.RemoveAsync("t", "TXT", "two")).Value.ShouldBe(1);
        (await scene.DigAsync("t", "TXT")).ShouldBe(["\"one\"", "\"three\""]);

        // Replace all.
        (await scene.SetAsync(new WantedRecords("t", "TXT", ["four", "five"], Ttl: 120, Replace: true))).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("t", "TXT")).ShouldBe(["\"five\"", "\"four\""]);

        // Move one, then all.
        (await scene.SetAsync(new WantedRecords("u", "TXT", ["five"], OldName: "t"))).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("t", "TXT")).ShouldBe(["\"four\""]);
        (await scene.SetAsync(new WantedRecords("u", "TXT", [], OldName: "t"))).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("t", "TXT")).ShouldBeEmpty();
        (await scene.DigAsync("u", "TXT")).ShouldBe(["\"five\"", "\"four\""]);
        (await scene.RecordsAsync()).Where(record => record.Type == "TXT").ShouldAllBe(record => record.Ttl == 120);

        // All of a type at a name; what is not there is no trouble.
        (await scene.RemoveAsync("u", "TXT")).Value.ShouldBe(2);
        (await scene.RemoveAsync("u", "TXT")).Value.ShouldBe(0);
        (await scene.DigAsync("u", "TXT")).ShouldBeEmpty();
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_becomes_another_type_in_two_calls_and_not_both_at_once()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        (await scene.SetAsync("x", "CNAME", "www.example.org")).Succeeded.ShouldBeTrue();

        (await scene.SetAsync("x", "A", "203.0.113.1")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await scene.SetAsync("x", "CNAME", "other.example.org")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await scene.SetAsync("@", "CNAME", "www.example.org")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await scene.SetAsync(new WantedRecords("x", "CNAME", ["other.example.org"], Replace: true))).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("x", "CNAME")).ShouldBe(["other.example.org."]);
        (await scene.RemoveAsync("x", "CNAME")).Value.ShouldBe(1);
        (await scene.SetAsync("x", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("x", "A")).ShouldBe(["203.0.113.1"]);
    }

    [Fact]
    public async Task The_number_of_the_start_rises_with_every_change_unless_it_shall_not()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        var first = await SerialAsync(scene);

        (await scene.SetAsync("a", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();
        (await SerialAsync(scene)).ShouldBe(first + 1);
        (await scene.SetAsync(new WantedRecords("b", "A", ["203.0.113.1"], RaiseSerial: false))).Succeeded.ShouldBeTrue();
        (await SerialAsync(scene)).ShouldBe(first + 1);
        (await scene.SetAsync(new WantedRecords("@", "SOA", [], Start: new SoaFields(Rname: "dns@example.org", Refresh: 7200, Serial: first + 100)))).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("@", "SOA")).ShouldBe([$"ns1.example.net. dns.example.org. {first + 100} 7200 3600 604800 3600"]);
        (await scene.SetAsync("@", "SOA", $"ns9.example.net hostmaster.example.net {first} 10800 3600 604800 300")).Succeeded.ShouldBeTrue();
        // A number that goes back would be missed by every secondary.
        (await scene.DigAsync("@", "SOA")).ShouldBe([$"ns9.example.net. hostmaster.example.net. {first + 101} 10800 3600 604800 300"]);
        (await scene.RemoveAsync("@", "SOA")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await scene.RemoveAsync("@", "NS")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_callers_who_change_a_zone_at_once_lose_nothing()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();

        var changes = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => number % 2 == 0
            ? scene.SetAsync("same", "TXT", $"value-{number}")
            : scene.SetAsync($"name-{number}", "A", $"203.0.113.{number}"))));

        changes.ShouldAllBe(change => change.Succeeded);
        (await scene.DigAsync("same", "TXT")).Count.ShouldBe(20);
        foreach (var number in Enumerable.Range(0, 20).Select(half => (half * 2) + 1))
        {
            (await scene.DigAsync($"name-{number}", "A")).ShouldBe([$"203.0.113.{number}"]);
        }

        (await scene.RecordsAsync()).Count(record => record.Type is "TXT" or "A").ShouldBe(40);
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_zones_change_at_once()
    {
        // PowerDNS with SQLite fails half of the changes that come together; none of them may be seen by a customer.
        await using var scene = await ZoneScene.OnAsync(store);
        var zones = Enumerable.Range(0, 8).Select(_ => ZoneScene.NewName()).ToArray();
        await Task.WhenAll(zones.Select(name => Task.Run(() => scene.GivenZoneAsync(name))));
        var set = scene.Business.Get<SetRecords>();

        var changes = await Task.WhenAll(zones.SelectMany(name => Enumerable.Range(0, 6).Select(number => Task.Run(() =>
            set.RunAsync(scene.Customer.Caller, new ZoneRef(null, name), new WantedRecords($"w{number}", "A", ["203.0.113.1"]), CancellationToken.None)))));

        changes.ShouldAllBe(change => change.Succeeded);
        foreach (var name in zones)
        {
            (await scene.Server.DigAsync($"w5.{name}", "A")).ShouldBe(["203.0.113.1"]);
        }
    }

    [Fact]
    public async Task A_zone_has_no_more_records_than_allowed_and_an_account_no_more_zones()
    {
        await using var scene = await ZoneScene.OnAsync(store, settings: [("Dns:MostRecords", "10"), ("Dns:MostZones", "2")]);
        await scene.GivenZoneAsync();

        (await scene.SetAsync("t", "TXT", [.. Enumerable.Range(0, 8).Select(number => $"v{number}")])).Failure!.Code.ShouldBe("dns.too-many-records");
        (await scene.SetAsync("t", "TXT", [.. Enumerable.Range(0, 7).Select(number => $"v{number}")])).Succeeded.ShouldBeTrue();
        (await scene.SetAsync("t", "TXT", "one more")).Failure!.Message.ShouldContain("10 records at most");
        await scene.GivenZoneAsync(ZoneScene.NewName());
        (await scene.Business.Get<AddZone>().RunAsync(scene.Customer.Caller, new NewZone(ZoneScene.NewName()), CancellationToken.None)).Failure!.Message.ShouldContain("2 zones at most");
    }

    private static async Task<uint> SerialAsync(ZoneScene scene) => uint.Parse((await scene.DigAsync("@", "SOA"))[0].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class RecordsOnSqlite(OnSqlite store) : RecordsSuite(store), IClassFixture<OnSqlite>;

public sealed class RecordsOnPostgreSql(OnPostgreSql store) : RecordsSuite(store), IClassFixture<OnPostgreSql>;
