using System.Net;
using Shouldly;
using Slipway.Network;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Network;

/// <summary>Ranges of the operator, and that nobody gets what somebody has. The catalog's locations are used where a use case asks for one.</summary>
public abstract class PoolStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Pools Pools => _business.Get<Pools>();

    [Fact]
    public async Task Of_five_hundred_takers_each_address_of_a_small_pool_goes_to_exactly_one()
    {
        // 64 numbers: ten stay with the network, the last is its broadcast address, and one of the rest is kept by the operator.
        await GivenPoolAsync("P1", "192.0.2.128/26");
        (await Pools.ReserveAsync("192.0.2.150", "monitoring", Ending)).Succeeded.ShouldBeTrue();

        var given = await Task.WhenAll(Enumerable.Range(1, 500).Select(server => Task.Run(() => EnsureAsync(100_000 + server, "P1"), Ending)));

        given.Count(result => result.Succeeded).ShouldBe(52);
        given.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "network.no-free-address");
        var held = await HeldAsync("P1");
        held.Count.ShouldBe(52);
        held.Select(pair => pair.Number).Distinct().Count().ShouldBe(52);
        held.Select(pair => pair.Server).Distinct().Count().ShouldBe(52);
        held.ShouldNotContain(pair => pair.Number == Address.ToNumber("192.0.2.150"));
    }

    [Fact]
    public async Task Of_many_who_ask_for_the_same_addresses_one_gets_them_and_the_others_get_none()
    {
        await GivenPoolAsync("P2", "198.51.100.128/27");
        await Task.WhenAll(Enumerable.Range(1, 40).Select(server => EnsureMainAsync(110_000 + server, "P2b", "198.51.100.64/26")));
        string[] wanted = ["198.51.100.140", "198.51.100.139", "198.51.100.141"];

        var results = await Task.WhenAll(Enumerable.Range(1, 40).Select(server => Task.Run(
            () => AddAsync(110_000 + server, "P2", server % 2 == 0 ? wanted : [.. wanted.Reverse()]), Ending)));

        results.Count(result => result.Succeeded).ShouldBe(1);
        results.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "network.address-taken");
        (await HeldAsync("P2")).Select(pair => pair.Server).ShouldBe([(await HeldAsync("P2"))[0].Server, (await HeldAsync("P2"))[0].Server, (await HeldAsync("P2"))[0].Server]);
    }

    [Fact]
    public async Task What_was_asked_for_ahead_is_passed_over_by_those_who_take_any()
    {
        await GivenPoolAsync("P3", "203.0.113.128/28");
        (await AddAsync(120_001, "P3", ["203.0.113.139", "203.0.113.141"])).Succeeded.ShouldBeTrue();

        (await EnsureAsync(120_002, "P3", 3)).Succeeded.ShouldBeTrue();

        (await HeldAsync("P3")).Where(pair => pair.Server == 120_002).Select(pair => Address.ToText(pair.Number)).ShouldBe(["203.0.113.138", "203.0.113.140", "203.0.113.142"], ignoreOrder: true);
        (await EnsureAsync(120_003, "P3")).Failure!.Code.ShouldBe("network.no-free-address");
    }

    [Fact]
    public async Task An_address_out_of_the_range_of_another_location_or_of_a_pool_that_is_off_is_not_given()
    {
        await GivenPoolAsync("P4", "203.0.113.144/28");
        var pool = (await Pools.ListAsync(Ending)).Single(pool => pool.Location == "P4");
        (await AddAsync(130_001, "P4", ["203.0.113.145"])).Failure!.Code.ShouldBe("network.address-taken", "it is the network's own");
        (await AddAsync(130_001, "P9", ["203.0.113.155"])).Failure!.Code.ShouldBe("network.address-taken", "another location's");

        (await Pools.EnableAsync(pool.Id, false, Ending)).Value.Enabled.ShouldBeFalse();
        // As at every start of the daemon.
        await GivenPoolAsync("P4", "203.0.113.144/28");

        (await AddAsync(130_001, "P4", ["203.0.113.155"])).Failure!.Code.ShouldBe("network.address-taken");
        (await EnsureAsync(130_001, "P4")).Failure!.Code.ShouldBe("network.no-free-address");
        (await Pools.EnableAsync(pool.Id, true, Ending)).Value.Enabled.ShouldBeTrue();
        (await EnsureAsync(130_001, "P4")).Succeeded.ShouldBeTrue();
        (await Pools.EnableAsync(99_999, true, Ending)).Failure!.Code.ShouldBe("network.pool-unknown");
    }

    [Fact]
    public async Task New_addresses_come_from_the_enabled_pools_in_their_order()
    {
        await GivenPoolAsync("P5", "203.0.113.160/28");
        await GivenPoolAsync("P5", "203.0.113.176/28");
        (await EnsureAsync(140_001, "P5")).Succeeded.ShouldBeTrue();
        var pools = (await Pools.ListAsync(Ending)).Where(pool => pool.Location == "P5").ToList();
        await Pools.EnableAsync(pools[0].Id, false, Ending);
        (await EnsureAsync(140_002, "P5")).Succeeded.ShouldBeTrue();
        await Pools.EnableAsync(pools[0].Id, true, Ending);
        (await EnsureAsync(140_003, "P5")).Succeeded.ShouldBeTrue();

        (await HeldAsync("P5")).OrderBy(pair => pair.Server).Select(pair => Address.ToText(pair.Number)).ShouldBe(["203.0.113.170", "203.0.113.186", "203.0.113.171"]);
        (await Pools.ListAsync(Ending)).Where(pool => pool.Location == "P5").Select(pool => (pool.Given, pool.Free)).ShouldBe([(2, 3), (1, 4)]);
    }

    [Theory]
    [InlineData("XX", "203.0.113.0/24", null, null, null, "location: ")]
    [InlineData("NL", "203.0.113.0", null, null, null, "network: ")]
    [InlineData("NL", "203.0.113.5/24", null, null, null, "network: ")]
    [InlineData("NL", "2001:db8::/64", null, null, null, "network: ")]
    [InlineData("NL", "203.0.113.0/31", null, null, null, "network: ")]
    [InlineData("NL", "0.0.0.0/0", null, null, null, "network: ")]
    [InlineData("NL", "127.0.0.0/16", null, null, null, "network: ")]
    [InlineData("NL", "10.64.128.0/24", null, null, null, "network: 10.64.128.0/24 overlaps pool ")]
    [InlineData("NL", "10.0.0.0/8", null, null, null, "network: 10.0.0.0/8 overlaps pool ")]
    [InlineData("NL", "192.168.7.0/24", "192.168.8.1", null, null, "gateway: ")]
    [InlineData("NL", "192.168.7.0/24", "192.168.7.255", null, null, "gateway: ")]
    [InlineData("NL", "192.168.7.0/24", "gateway", null, null, "gateway: ")]
    [InlineData("NL", "192.168.7.0/24", null, "192.168.7.0", null, "first: ")]
    [InlineData("NL", "192.168.7.0/24", null, null, "192.168.9.9", "last: ")]
    [InlineData("NL", "192.168.7.0/24", null, "192.168.7.20", "192.168.7.10", "last: ")]
    [InlineData("NL", "192.168.7.0/24", "192.168.7.9", "192.168.7.9", "192.168.7.9", "last: ")]
    public async Task A_range_that_cannot_be_is_refused_by_name(string location, string network, string? gateway, string? first, string? last, string begins)
    {
        var before = await _business.ScalarAsync<long>("select count(*) from network_pool");

        var refused = (await Pools.AddAsync(new NewPool(location, network, 300, gateway, first, last), Ending)).Failure.ShouldNotBeNull();

        refused.Message.ShouldStartWith(begins);
        (await _business.ScalarAsync<long>("select count(*) from network_pool")).ShouldBe(before);
    }

    [Fact]
    public async Task A_gateway_inside_the_range_is_nobodys()
    {
        var pool = (await Pools.AddAsync(new NewPool("FI", "192.168.50.0/29", 301, "192.168.50.3", null, null), Ending)).Value;

        (pool.First, pool.Last, pool.Size, pool.Reserved, pool.Free).ShouldBe(("192.168.50.1", "192.168.50.6", 6, 1, 5));
        (await EnsureAsync(150_001, "FI", 5)).Succeeded.ShouldBeTrue();
        (await EnsureAsync(150_002, "FI")).Succeeded.ShouldBeFalse();
        (await HeldAsync("FI")).ShouldNotContain(pair => pair.Number == Address.ToNumber("192.168.50.3"));
        (await Pools.AddAsync(new NewPool("FI", "192.168.60.0/29", 0, null, null, null), Ending)).Failure!.Message.ShouldStartWith("vlan: ");
        (await Pools.AddAsync(new NewPool("fi", "192.168.60.0/29", 301, null, null, null), Ending)).Value.Location.ShouldBe("FI");
    }

    [Fact]
    public async Task Of_two_ranges_that_meet_and_are_added_at_once_one_is_there()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => Pools.AddAsync(new NewPool("US", number % 2 == 0 ? "172.20.0.0/16" : $"172.20.{number}.0/24", 302, null, null, null), Ending), Ending)));

        var there = (await Pools.ListAsync(Ending)).Where(pool => pool.Prefix.StartsWith("172.20.", StringComparison.Ordinal)).Select(pool => IPNetwork.Parse(pool.Prefix)).ToList();
        there.Count.ShouldBe(added.Count(result => result.Succeeded));
        there.ShouldNotBeEmpty();
        there.ShouldAllBe(one => there.Count(other => other.Contains(one.BaseAddress) || one.Contains(other.BaseAddress)) == 1);
    }

    [Fact]
    public async Task What_is_kept_is_kept_until_it_is_released_and_what_a_server_has_cannot_be_kept()
    {
        await GivenPoolAsync("P6", "203.0.113.192/28");
        (await EnsureAsync(160_001, "P6")).Succeeded.ShouldBeTrue();
        (await Pools.ReserveAsync("203.0.113.202", "x", Ending)).Failure!.Code.ShouldBe("network.not-reservable");
        (await Pools.ReserveAsync("203.0.113.203", "a router", Ending)).Succeeded.ShouldBeTrue();
        (await Pools.ReserveAsync("203.0.113.203", "another", Ending)).Failure!.Code.ShouldBe("network.not-reservable");
        (await Pools.ReserveAsync("203.0.113.193", "out of the range", Ending)).Failure!.Message.ShouldStartWith("address: ");
        (await Pools.ReserveAsync("1", "x", Ending)).Failure!.Message.ShouldStartWith("address: ");
        (await Pools.ReserveAsync("203.0.113.204", " ", Ending)).Failure!.Message.ShouldStartWith("for: ");
        (await Pools.ReleaseAsync("203.0.113.202", Ending)).Failure!.Code.ShouldBe("network.not-reserved");

        (await EnsureAsync(160_002, "P6", 3)).Succeeded.ShouldBeTrue();
        (await EnsureAsync(160_003, "P6")).Succeeded.ShouldBeFalse();
        (await Pools.ReleaseAsync("203.0.113.203", Ending)).Succeeded.ShouldBeTrue();
        (await EnsureAsync(160_003, "P6")).Succeeded.ShouldBeTrue();

        (await HeldAsync("P6")).Single(pair => pair.Server == 160_003).Number.ShouldBe(Address.ToNumber("203.0.113.203"));
    }

    [Fact]
    public async Task A_default_range_does_not_come_where_the_operator_has_one()
    {
        (await Pools.AddAsync(new NewPool("DE", "10.99.0.0/24", 303, null, null, null), Ending)).Succeeded.ShouldBeTrue();

        await GivenPoolAsync("P7", "10.99.0.0/16");

        (await Pools.ListAsync(Ending)).ShouldNotContain(pool => pool.Location == "P7");
    }

    [Fact]
    public async Task What_is_free_is_listed_and_what_rests_is_not()
    {
        await GivenPoolAsync("P8", "203.0.113.208/28");
        (await EnsureAsync(170_001, "P8")).Succeeded.ShouldBeTrue();
        await _business.Database.InTransactionAsync(transaction => _business.Get<Addresses>().ReleaseAsync(transaction, new ServerId(170_001)), Ending);
        (await AddAsync(170_002, "P8", ["203.0.113.220"])).Succeeded.ShouldBeTrue();

        (await Pools.FreeAsync("P8", null, null, 10, Ending)).Select(free => free.Ip).ShouldBe(["203.0.113.219", "203.0.113.221", "203.0.113.222"]);
        (await Pools.FreeAsync("P8", 7, null, 2, Ending)).Count.ShouldBe(2);
        (await Pools.FreeAsync("P8", 8, null, 10, Ending)).ShouldBeEmpty();
        (await Pools.FreeAsync(null, null, IPNetwork.Parse("203.0.113.221/32"), 10, Ending)).Select(free => free.Ip).ShouldBe(["203.0.113.221"]);
        _business.Clock.Advance(TimeSpan.FromMinutes(61));
        (await Pools.FreeAsync("P8", null, null, 10, Ending)).Select(free => free.Ip).First().ShouldBe("203.0.113.218");
    }

    private Task GivenPoolAsync(string location, string range) => _business.Database.InTransactionAsync(
        transaction => Addresses.EnsurePoolAsync(transaction, location, IPNetwork.Parse(range), 7), Ending);

    private async Task EnsureMainAsync(int server, string location, string range)
    {
        await GivenPoolAsync(location, range);
        (await EnsureAsync(server, location)).Succeeded.ShouldBeTrue();
    }

    private Task<Result<Unit>> EnsureAsync(int server, string location, int count = 1) => _business.Database.InTransactionAsync(
        transaction => _business.Get<Addresses>().EnsureAsync(transaction, new ServerId(server), location, count), Ending);

    private Task<Result<IReadOnlyList<string>>> AddAsync(int server, string location, IReadOnlyList<string> ips) => _business.Database.InTransactionAsync(
        transaction => _business.Get<Addresses>().AddAsync(transaction, new ServerId(server), location, 7, ips), Ending);

    private Task<List<(int Server, long Number)>> HeldAsync(string location) => _business.Database.ReadAsync(
        session => session.ListAsync(
            "select a.server_id, a.number from network_address a join network_pool p on p.id = a.pool_id where p.location = @location and a.server_id is not null order by a.number",
            row => (row.Int(0), row.Long(1)),
            ("location", location)),
        Ending);
}

public sealed class PoolsOnSqlite(OnSqlite store) : PoolStoreTests(store), IClassFixture<OnSqlite>;

public sealed class PoolsOnPostgreSql(OnPostgreSql store) : PoolStoreTests(store), IClassFixture<OnPostgreSql>;
