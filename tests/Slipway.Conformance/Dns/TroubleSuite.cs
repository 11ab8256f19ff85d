using Shouldly;
using Slipway.Dns;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Dns;

/// <summary>A refusal means that nothing has changed, an OK that it is served, and after a kill at any point both sides are the same again.</summary>
public abstract class TroubleSuite(StoreFixture store)
{
    [Fact]
    public async Task A_dns_server_that_is_away_refuses_everything_changes_nothing_and_goes_on_when_it_is_back()
    {
        await using var server = await PowerDnsServer.StartedAsync();
        await using var scene = await ZoneScene.OnAsync(store, server);
        await scene.GivenZoneAsync();
        (await scene.SetAsync("www", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();
        var before = await scene.RecordsAsync();
        var other = ZoneScene.NewName();

        server.Stop();
        (await scene.SetAsync("www", "A", "203.0.113.2")).Failure.ShouldBe(DnsFailures.Away);
        (await scene.RemoveAsync("www", "A")).Failure.ShouldBe(DnsFailures.Away);
        (await scene.Business.Get<AddZone>().RunAsync(scene.Customer.Caller, new NewZone(other), CancellationToken.None)).Failure.ShouldBe(DnsFailures.Away);
        (await scene.Business.Get<RemoveZone>().RunAsync(scene.Customer.Caller, scene.Ref, CancellationToken.None)).Failure.ShouldBe(DnsFailures.Away);
        (await scene.RecordsAsync()).ShouldBe(before);
        (await scene.Business.Get<ZoneQueries>().ListAsync(scene.Customer.Caller, CancellationToken.None)).Value.Select(zone => zone.Zone.Name).ShouldBe([scene.Zone]);

        await server.StartAsync();
        (await scene.DigAsync("www", "A")).ShouldBe(["203.0.113.1"]);
        await scene.PublishAsync();
        (await scene.TroubleAsync()).ShouldBeEmpty();
        (await scene.SetAsync("www", "A", "203.0.113.2")).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("www", "A")).ShouldBe(["203.0.113.1", "203.0.113.2"]);
        await scene.GivenZoneAsync(other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_during_which_the_daemon_was_killed_is_taken_back(bool written)
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        (await scene.SetAsync("www", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();
        var before = await scene.RecordsAsync();
        scene.Breaking.Instead = Killed(written);

        await Should.ThrowAsync<KilledException>(() => scene.SetAsync(new WantedRecords("www", "A", ["203.0.113.2"], Replace: true)));
        (await scene.DigAsync("www", "A")).ShouldBe([written ? "203.0.113.2" : "203.0.113.1"]);
        var served = (await scene.DigAsync("@", "SOA"))[0];

        await RestartedAsync(scene);
        (await scene.DigAsync("www", "A")).ShouldBe(["203.0.113.1"]);
        (await scene.TroubleAsync()).ShouldBeEmpty();
        (await scene.RecordsAsync()).Where(record => record.Type != "SOA").ShouldBe(before.Where(record => record.Type != "SOA"));
        if (written)
        {
            // Secondaries that have taken the change take it back.
            SerialIn((await scene.DigAsync("@", "SOA"))[0]).ShouldBeGreaterThan(SerialIn(served));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_zone_during_whose_making_the_daemon_was_killed_is_not_there(bool written)
    {
        await using var scene = await ZoneScene.OnAsync(store);
        scene.Breaking.Instead = async (what, done) => what != "create" ? await done() : await Killed(written)(what, done);

        await Should.ThrowAsync<KilledException>(() => scene.GivenZoneAsync());
        (await scene.DigAsync("@", "NS")).Count.ShouldBe(written ? 2 : 0);
        (await scene.Business.Get<ZoneQueries>().ListAsync(scene.Customer.Caller, CancellationToken.None)).Value.ShouldBeEmpty();

        await RestartedAsync(scene);
        (await scene.DigAsync("@", "NS")).ShouldBeEmpty();
        (await scene.TroubleAsync()).ShouldBeEmpty();
        scene.Breaking.Instead = null;
        await scene.GivenZoneAsync();
        (await scene.DigAsync("@", "NS")).ShouldBe(["ns1.example.net.", "ns2.example.net."]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_removal_during_which_the_daemon_was_killed_is_finished(bool written)
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        scene.Breaking.Instead = Killed(written);

        await Should.ThrowAsync<KilledException>(() => scene.Business.Get<RemoveZone>().RunAsync(scene.Customer.Caller, scene.Ref, CancellationToken.None));

        await RestartedAsync(scene);
        (await scene.DigAsync("@", "NS")).ShouldBeEmpty();
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_dns_server_refuses_is_told_with_its_reason_and_changes_nothing()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        var before = await scene.RecordsAsync();
        // What our own check would have found, sent past it.
        scene.Breaking.Instead = async (_, _) =>
        {
            scene.Breaking.Instead = null;
            return await scene.Breaking.ChangeAsync(scene.Zone, [new RrSet($"www.{scene.Zone}.", "A", 60, ["203.0.113.1"]), new RrSet($"w.{scene.Zone}.", "A", 60, ["1.2.3"])], CancellationToken.None);
        };

        var refused = (await scene.SetAsync("www", "A", "203.0.113.1")).Failure!;

        refused.Code.ShouldBe("dns.server-refused");
        refused.Message.ShouldContain("unable to parse IP address");
        refused.Message.ShouldNotContain("pdnsutil");
        (await scene.RecordsAsync()).ShouldBe(before);
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_zone_that_somebody_took_away_on_the_dns_server_comes_back_with_the_next_change()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        (await scene.SetAsync("a", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();
        await scene.Server.ApiAsync(HttpMethod.Delete, $"zones/{scene.Zone}.");

        (await scene.SetAsync("b", "A", "203.0.113.2")).Succeeded.ShouldBeTrue();

        (await scene.DigAsync("a", "A")).ShouldBe(["203.0.113.1"]);
        (await scene.DigAsync("b", "A")).ShouldBe(["203.0.113.2"]);
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sync_finds_what_was_changed_past_the_platform_and_writes_it_anew()
    {
        await using var server = await PowerDnsServer.StartedAsync();
        await using var scene = await ZoneScene.OnAsync(store, server);
        await scene.GivenZoneAsync();
        (await scene.SetAsync("www", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();
        var compare = scene.Business.Get<CompareZones>();
        (await compare.RunAsync(scene.Zone, CancellationToken.None)).IsClean.ShouldBeTrue();
        object Set(string name, string content) => new { name = $"{name}.{scene.Zone}.", type = "A", ttl = 60, changetype = "REPLACE", records = new[] { new { content, disabled = false } } };
        await server.ApiAsync(HttpMethod.Patch, $"zones/{scene.Zone}.", new { rrsets = new[] { Set("www", "198.51.100.1"), Set("evil", "198.51.100.2") } });
        // One that nobody has any more, and one that the operator made by himself.
        var (stray, foreign) = (ZoneScene.NewName(), ZoneScene.NewName());
        await server.ApiAsync(HttpMethod.Post, "zones", new { name = $"{stray}.", kind = "Master", account = "slipway", nameservers = Array.Empty<string>() });
        await server.ApiAsync(HttpMethod.Post, "zones", new { name = $"{foreign}.", kind = "Master", nameservers = Array.Empty<string>() });

        var report = await compare.RunAsync(null, CancellationToken.None);

        report.Differences.Where(difference => difference.Zone == scene.Zone).Select(difference => difference.What).Order(StringComparer.Ordinal)
            .ShouldBe([$"has A evil.{scene.Zone}., which nobody asked for", $"has not A www.{scene.Zone}. as it should be"]);
        report.Differences.ShouldContain(difference => difference.Zone == stray);
        report.Differences.ShouldNotContain(difference => difference.Zone == foreign);
        await compare.MarkAsync(report, removeStrays: false, CancellationToken.None);
        (await compare.RunAsync(scene.Zone, CancellationToken.None)).Waiting.Count.ShouldBe(1);
        await scene.PublishAsync();
        (await compare.RunAsync(stray, CancellationToken.None)).Differences.Single().Stray.ShouldBeTrue();
        await compare.MarkAsync(report, removeStrays: true, CancellationToken.None);
        await scene.PublishAsync();
        (await compare.RunAsync(scene.Zone, CancellationToken.None)).IsClean.ShouldBeTrue();
        (await compare.RunAsync(stray, CancellationToken.None)).IsClean.ShouldBeTrue();
        (await scene.DigAsync("www", "A")).ShouldBe(["203.0.113.1"]);
        (await scene.DigAsync("evil", "A")).ShouldBeEmpty();
        (await server.DigAsync(stray, "SOA")).ShouldBeEmpty();
        (await server.DigAsync(foreign, "SOA")).Count.ShouldBe(1);
        // And nobody gets it, nor a name below it.
        foreach (var name in new[] { foreign, $"sub.{foreign}" })
        {
            (await scene.Business.Get<AddZone>().RunAsync(scene.Customer.Caller, new NewZone(name), CancellationToken.None)).Failure!.Code.ShouldBe("dns.zone-foreign");
        }
    }

    [Fact]
    public async Task The_key_of_the_dns_server_is_in_no_log()
    {
        var log = new LogText();
        await using var server = await PowerDnsServer.StartedAsync();
        await using var scene = await ZoneScene.OnAsync(store, server, log);
        await scene.GivenZoneAsync();
        server.Stop();
        (await scene.SetAsync("www", "A", "203.0.113.1")).Succeeded.ShouldBeFalse();

        log.ToString().ShouldContain("the DNS server does not answer");
        log.ToString().ShouldNotContain("hidden");
    }

    private static Func<string, Func<Task<Result<Unit>>>, Task<Result<Unit>>> Killed(bool written) => async (_, done) =>
    {
        if (written)
        {
            (await done()).Succeeded.ShouldBeTrue();
        }

        throw new KilledException();
    };

    /// <summary>Another daemon on the same database, which does what a daemon does when it starts.</summary>
    private async Task RestartedAsync(ZoneScene scene)
    {
        await using var next = await scene.AgainAsync(store);
        await next.PublishAsync();
    }

    private static uint SerialIn(string soa) => uint.Parse(soa.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class TroubleOnSqlite(OnSqlite store) : TroubleSuite(store), IClassFixture<OnSqlite>;

public sealed class TroubleOnPostgreSql(OnPostgreSql store) : TroubleSuite(store), IClassFixture<OnPostgreSql>;
