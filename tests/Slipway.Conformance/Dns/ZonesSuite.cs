using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Dns;
using Slipway.Network;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Dns;

/// <summary>Whose zones they are, signed zones, sub-domains of servers, names of addresses.</summary>
public abstract class ZonesSuite(StoreFixture store)
{
    [Fact]
    public async Task A_signed_zone_is_served_with_signatures_and_says_what_its_registrar_is_told()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        var made = await scene.GivenZoneAsync(dnssec: true);
        (await scene.SetAsync("www", "A", "203.0.113.1")).Succeeded.ShouldBeTrue();

        (await scene.Server.AskAsync($"www.{scene.Zone}", "A", "+dnssec")).ShouldContain("RRSIG");
        (await scene.Server.AskAsync($"nothing.{scene.Zone}", "A", "+dnssec")).ShouldContain("NSEC");
        var signers = await scene.Business.Get<ZoneQueries>().DelegationSignersAsync(made.Zone, CancellationToken.None);
        signers.ShouldNotBeEmpty();
        (await scene.TroubleAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_gets_a_zone_above_or_below_one_of_somebody_else()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        await scene.GivenZoneAsync();
        var stranger = await scene.Business.GivenCustomerWithCreditAsync(1);
        var add = scene.Business.Get<AddZone>();
        Task<Result<ZoneContents>> Ask(Customer customer, string name) => add.RunAsync(customer.Caller, new NewZone(name), CancellationToken.None);
        var below = ZoneScene.NewName();

        (await Ask(stranger, scene.Zone)).Failure!.Code.ShouldBe("dns.zone-taken");
        (await Ask(stranger, $"sub.{scene.Zone}")).Failure!.Code.ShouldBe("dns.zone-foreign");
        (await Ask(stranger, $"deep.sub.{scene.Zone}")).Failure!.Code.ShouldBe("dns.zone-foreign");
        (await Ask(stranger, $"a.{below}")).Succeeded.ShouldBeTrue();
        (await Ask(scene.Customer, below)).Failure!.Code.ShouldBe("dns.zone-foreign");
        (await Ask(scene.Customer, $"b.{below}")).Succeeded.ShouldBeTrue();
        (await Ask(scene.Customer, $"sub.{scene.Zone}")).Succeeded.ShouldBeTrue();
        (await Ask(scene.Customer, $"x{scene.Zone}")).Succeeded.ShouldBeTrue();
        foreach (var name in new[] { "co.uk", "org", "2.0.192.in-addr.arpa", "example.net", "ns1.example.net" })
        {
            (await Ask(scene.Customer, name)).Failure!.Code.ShouldBe("dns.zone-name", name);
        }

        // A stranger's zone is like one that is not there.
        (await scene.Business.Get<SetRecords>().RunAsync(stranger.Caller, scene.Ref, new WantedRecords("www", "A", ["203.0.113.1"]), CancellationToken.None)).Failure!.Code.ShouldBe("dns.zone-unknown");
        (await scene.Business.Get<RemoveZone>().RunAsync(stranger.Caller, scene.Ref, CancellationToken.None)).Failure!.Code.ShouldBe("dns.zone-unknown");
        (await scene.Business.Get<ZoneQueries>().ViewAsync(stranger.Caller, scene.Ref, CancellationToken.None)).Failure!.Code.ShouldBe("dns.zone-unknown");
    }

    [Fact]
    public async Task Of_two_who_want_a_zone_and_one_below_it_at_the_same_time_one_gets_it()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        var stranger = await scene.Business.GivenCustomerWithCreditAsync(1);
        for (var round = 0; round < 5; round++)
        {
            var name = ZoneScene.NewName();
            var asked = await Task.WhenAll(new[] { (scene.Customer, name), (stranger, $"sub.{name}"), (stranger, name), (scene.Customer, $"sub.{name}") }
                .Select(wish => Task.Run(() => scene.Business.Get<AddZone>().RunAsync(wish.Item1.Caller, new NewZone(wish.Item2), CancellationToken.None))));

            asked.Where(made => made.Succeeded).Select(made => made.Value.Zone.AccountId).Distinct().Count().ShouldBe(1);
            asked.Where(made => !made.Succeeded).ShouldAllBe(made => made.Failure!.Code == "dns.zone-foreign" || made.Failure.Code == "dns.zone-taken");
        }
    }

    [Fact]
    public async Task A_slave_is_set_up_with_its_masters_and_has_no_records_of_its_own()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        var add = scene.Business.Get<AddZone>();
        Task<Result<ZoneContents>> Ask(params string[] masters) => add.RunAsync(scene.Customer.Caller, new NewZone(scene.Zone, ZoneKind.Slave, Masters: masters), CancellationToken.None);

        foreach (var wrong in new[] { Array.Empty<string>(), ["127.0.0.1"], ["10.0.0.1"], ["example.org"], ["::1"] })
        {
            (await Ask(wrong)).Failure!.Message.ShouldStartWith("masters: ");
        }

        (await Ask("198.51.100.53", "2001:db8::53")).Value.Zone.Kind.ShouldBe(ZoneKind.Slave);
        (await scene.TroubleAsync()).ShouldBeEmpty();
        (await scene.Server.ApiAsync(HttpMethod.Get, $"zones/{scene.Zone}.")).ShouldContain("\"kind\": \"Slave\"");
        (await scene.SetAsync("www", "A", "203.0.113.1")).Failure.ShouldBe(DnsFailures.Slave);
    }

    [Fact]
    public async Task A_sub_domain_follows_its_server_and_goes_with_it()
    {
        await using var scene = await ZoneScene.OnAsync(store);
        var zone = (await scene.GivenZoneAsync()).Zone;
        var subdomains = scene.Business.Get<Subdomains>();
        await scene.Business.GivenStockAsync();
        var (one, two) = (await ServerAsync(scene), await ServerAsync(scene));
        var (first, second) = (await MainAsync(scene, one), await MainAsync(scene, two));

        var made = (await subdomains.AddAsync(scene.Customer.Caller, new ZoneRef(zone.Id.Value, null), one, "Shop", CancellationToken.None)).Value;
        (await scene.DigAsync("shop", "A")).ShouldBe([first]);
        made.FullName.ShouldBe($"shop.{scene.Zone}");
        (await subdomains.ListAsync(scene.Customer.Caller, one, CancellationToken.None)).Value.Single().Id.ShouldBe(made.Id);
        // Its record is not changed by hand.
        (await scene.SetAsync("shop", "A", "203.0.113.1")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await scene.RemoveAsync("SHOP", "A")).Failure!.Code.ShouldBe("dns.record-conflict");
        (await subdomains.AddAsync(scene.Customer.Caller, scene.Ref, two, "shop", CancellationToken.None)).Failure!.Code.ShouldBe("dns.record-conflict");
        // Nobody else touches it, and nobody leads it to a server of others.
        var stranger = await scene.Business.GivenCustomerWithCreditAsync(50);
        (await subdomains.MoveAsync(stranger.Caller, made.Id, one, CancellationToken.None)).Failure!.Code.ShouldBe("dns.subdomain-unknown");
        (await subdomains.RemoveAsync(stranger.Caller, made.Id, null, CancellationToken.None)).Failure!.Code.ShouldBe("dns.subdomain-unknown");
        (await subdomains.MoveAsync(scene.Customer.Caller, made.Id, new ServerId(999_999), CancellationToken.None)).Failure!.Code.ShouldBe("servers.unknown");

        (await subdomains.MoveAsync(scene.Customer.Caller, made.Id, two, CancellationToken.None)).Value.ServerId.ShouldBe(two);
        (await scene.DigAsync("shop", "A")).ShouldBe([second]);

        // Its server gets another main address.
        await scene.Business.Database.InTransactionAsync(transaction => transaction.ExecuteAsync("update network_address set server_id = null, main = 0 where server_id = @server", ("server", two.Value)), CancellationToken.None);
        await scene.Business.Database.InTransactionAsync(async transaction => _ = await scene.Business.Get<Addresses>().EnsureAsync(transaction, two, "NL", 1), CancellationToken.None);
        var third = await MainAsync(scene, two);
        third.ShouldNotBe(second);
        await subdomains.FollowAsync(CancellationToken.None);
        (await scene.DigAsync("shop", "A")).ShouldBe([third]);

        // The server is over.
        await scene.Business.Database.InTransactionAsync(transaction => scene.Business.Get<Addresses>().ReleaseAsync(transaction, two), CancellationToken.None);
        await subdomains.FollowAsync(CancellationToken.None);
        (await scene.DigAsync("shop", "A")).ShouldBeEmpty();
        (await subdomains.RemoveAsync(scene.Customer.Caller, made.Id, null, CancellationToken.None)).Failure!.Code.ShouldBe("dns.subdomain-unknown");
        (await scene.TroubleAsync()).ShouldBeEmpty();

        var last = (await subdomains.AddAsync(scene.Customer.Caller, scene.Ref, one, "@", CancellationToken.None)).Value;
        (await scene.DigAsync("@", "A")).ShouldBe([first]);
        (await subdomains.RemoveAsync(scene.Customer.Caller, last.Id, two, CancellationToken.None)).Failure!.Code.ShouldBe("dns.subdomain-unknown");
        (await subdomains.RemoveAsync(scene.Customer.Caller, last.Id, one, CancellationToken.None)).Succeeded.ShouldBeTrue();
        (await scene.DigAsync("@", "A")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Addresses_get_names_and_lose_them()
    {
        await using var scene = await ZoneScene.OnAsync(store, settings: [("Dns:ReverseZones:0", "18.198.in-addr.arpa")]);
        var reverse = scene.Business.Get<IReverseDns>();
        // Both databases use one server here.
        var third = store.Kind == Slipway.Testing.Databases.DatabaseKind.Sqlite ? 18 : 19;

        await NameAsync(scene, $"198.{third}.4.7", ["mail.example.org", "web.example.org"]);
        await NameAsync(scene, $"198.{third}.4.8", ["other.example.org"]);
        (await scene.Server.DigAsync("-x", $"198.{third}.4.7")).ShouldBe(["mail.example.org.", "web.example.org."]);
        (await scene.Server.DigAsync("-x", $"198.{third}.4.8")).ShouldBe(["other.example.org."]);
        (await scene.Server.DigAsync(third == 18 ? "18.198.in-addr.arpa" : "4.19.198.in-addr.arpa", "NS")).ShouldBe(["ns1.example.net.", "ns2.example.net."]);

        await NameAsync(scene, $"198.{third}.4.7", ["new.example.org"]);
        (await scene.Server.DigAsync("-x", $"198.{third}.4.7")).ShouldBe(["new.example.org."]);
        await NameAsync(scene, $"198.{third}.4.7", []);
        (await scene.Server.DigAsync("-x", $"198.{third}.4.7")).ShouldBeEmpty();

        // Rolled back with the transaction that it was in; and one that was committed and never asked to be published is published all the same.
        (await scene.Business.Database.InTransactionAsync<Unit>(
            async transaction =>
            {
                (await reverse.SetAsync(transaction, $"198.{third}.4.9", ["never.example.org"])).Succeeded.ShouldBeTrue();
                return DnsFailures.Away;
            },
            CancellationToken.None)).Succeeded.ShouldBeFalse();
        await scene.Business.Database.InTransactionAsync(async transaction => (await reverse.SetAsync(transaction, $"198.{third}.4.10", ["late.example.org"])).Succeeded.ShouldBeTrue(), CancellationToken.None);
        await using (var next = await scene.AgainAsync(store))
        {
            await next.PublishAsync();
        }

        (await scene.Server.DigAsync("-x", $"198.{third}.4.9")).ShouldBeEmpty();
        (await scene.Server.DigAsync("-x", $"198.{third}.4.10")).ShouldBe(["late.example.org."]);

        // Many at once in one zone.
        await Task.WhenAll(Enumerable.Range(20, 20).Select(last => Task.Run(() => NameAsync(scene, $"198.{third}.4.{last}", [$"n{last}.example.org"]))));
        foreach (var last in Enumerable.Range(20, 20))
        {
            (await scene.Server.DigAsync("-x", $"198.{third}.4.{last}")).ShouldBe([$"n{last}.example.org."]);
        }

        var refused = await scene.Business.Database.InTransactionAsync(transaction => reverse.SetAsync(transaction, "2001:db8::1", ["six.example.org"]), CancellationToken.None);
        refused.Failure!.Kind.ShouldBe(FailureKind.Unsupported);
    }

    [Fact]
    public async Task Names_wait_for_a_dns_server_that_is_away()
    {
        await using var server = await PowerDnsServer.StartedAsync();
        await using var scene = await ZoneScene.OnAsync(store, server);
        var reverse = scene.Business.Get<IReverseDns>();
        server.Stop();

        await scene.Business.Database.InTransactionAsync(async transaction => (await reverse.SetAsync(transaction, "198.51.100.7", ["mail.example.org"])).Succeeded.ShouldBeTrue(), CancellationToken.None);
        (await reverse.PublishAsync("198.51.100.7", CancellationToken.None)).Failure!.Kind.ShouldBe(FailureKind.Unavailable);
        await server.StartAsync();
        await scene.PublishAsync();
        (await server.DigAsync("-x", "198.51.100.7")).ShouldBe(["mail.example.org."]);
    }

    private static async Task NameAsync(ZoneScene scene, string ip, string[] names)
    {
        var reverse = scene.Business.Get<IReverseDns>();
        await scene.Business.Database.InTransactionAsync(async transaction => (await reverse.SetAsync(transaction, ip, names)).Succeeded.ShouldBeTrue(), CancellationToken.None);
        (await reverse.PublishAsync(ip, CancellationToken.None)).Succeeded.ShouldBeTrue();
    }

    private static async Task<ServerId> ServerAsync(ZoneScene scene)
    {
        var order = (await scene.Business.OrderAsync(scene.Customer)).Value;
        await scene.Business.AdvanceToRestAsync(order.Callback!.Value);
        return order.ServerId;
    }

    private static async Task<string> MainAsync(ZoneScene scene, ServerId server) =>
        (await scene.Business.Database.ReadAsync(session => Addresses.OfAsync(session, server), CancellationToken.None)).Single(address => address.Main).Ip;
}

public sealed class ZonesOnSqlite(OnSqlite store) : ZonesSuite(store), IClassFixture<OnSqlite>;

public sealed class ZonesOnPostgreSql(OnPostgreSql store) : ZonesSuite(store), IClassFixture<OnPostgreSql>;
