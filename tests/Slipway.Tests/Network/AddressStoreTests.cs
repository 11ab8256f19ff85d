using System.Net;
using Shouldly;
using Slipway.Network;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Network;

/// <summary>Each test has a location of its own, so that pools do not meet.</summary>
public abstract class AddressStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    [Fact]
    public async Task No_address_is_given_twice_however_many_ask_at_once()
    {
        // 64 numbers, of which ten stay with the network and the last is its broadcast address.
        await GivenPoolAsync("A1", "192.0.2.0/26");

        var given = await Task.WhenAll(Enumerable.Range(1, 70).Select(server => Task.Run(() => EnsureAsync(1000 + server, "A1"))));

        given.Count(result => result.Succeeded).ShouldBe(53);
        given.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "network.no-free-address");
        var addresses = await AddressesAsync(1001, 1070);
        addresses.Distinct().Count().ShouldBe(53);
        addresses.ShouldContain("192.0.2.10");
        addresses.ShouldContain("192.0.2.62");
    }

    [Fact]
    public async Task A_full_range_is_followed_by_the_next_also_when_many_ask_at_once()
    {
        for (var range = 0; range < 4; range++)
        {
            // Five addresses each.
            await GivenPoolAsync("A2", $"198.51.100.{range * 16}/28");
        }

        var given = await Task.WhenAll(Enumerable.Range(1, 20).Select(server => Task.Run(() => EnsureAsync(2000 + server, "A2"))));

        given.ShouldAllBe(result => result.Succeeded);
        (await AddressesAsync(2001, 2020)).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task A_released_address_rests_for_an_hour()
    {
        await GivenPoolAsync("A3", "203.0.113.0/28");
        (await EnsureAsync(3001, "A3", 5)).Succeeded.ShouldBeTrue();
        var before = await AddressesAsync(3001, 3001);
        await _business.Database.InTransactionAsync(transaction => _business.Get<Addresses>().ReleaseAsync(transaction, new ServerId(3001)), TestContext.Current.CancellationToken);

        (await EnsureAsync(3002, "A3")).Failure!.Code.ShouldBe("network.no-free-address");

        _business.Clock.Advance(TimeSpan.FromMinutes(61));
        var given = await Task.WhenAll(Enumerable.Range(0, 8).Select(server => Task.Run(() => EnsureAsync(3003 + server, "A3"))));
        given.Count(result => result.Succeeded).ShouldBe(5);
        (await AddressesAsync(3003, 3010)).Order().ShouldBe(before.Order());
    }

    [Fact]
    public async Task Asking_again_gives_nothing_more()
    {
        await GivenPoolAsync("A4", "203.0.113.16/28");
        (await EnsureAsync(4001, "A4", 2)).Succeeded.ShouldBeTrue();
        (await EnsureAsync(4001, "A4", 2)).Succeeded.ShouldBeTrue();

        var addresses = await _business.Database.ReadAsync(session => Addresses.OfAsync(session, new ServerId(4001)), TestContext.Current.CancellationToken);

        addresses.Count.ShouldBe(2);
        addresses.Count(address => address.Main).ShouldBe(1);
        addresses[0].ShouldBe(new Address("203.0.113.26", true, 28, "203.0.113.17", 7));
        addresses[0].Mac.ShouldBe("02:5e:cb:00:71:1a");
    }

    [Fact]
    public async Task Too_few_addresses_give_none()
    {
        await GivenPoolAsync("A5", "203.0.113.32/28");

        (await EnsureAsync(5001, "A5", 6)).Succeeded.ShouldBeFalse();

        (await AddressesAsync(5001, 5001)).ShouldBeEmpty();
        (await EnsureAsync(5002, "A5", 5)).Succeeded.ShouldBeTrue();
    }

    private Task GivenPoolAsync(string location, string range) => _business.Database.InTransactionAsync(
        transaction => Addresses.EnsurePoolAsync(transaction, location, IPNetwork.Parse(range), 7), TestContext.Current.CancellationToken);

    private Task<Result<Unit>> EnsureAsync(int server, string location, int count = 1) => _business.Database.InTransactionAsync(
        transaction => _business.Get<Addresses>().EnsureAsync(transaction, new ServerId(server), location, count), TestContext.Current.CancellationToken);

    private async Task<List<string>> AddressesAsync(int firstServer, int lastServer)
    {
        var found = new List<string>();
        for (var server = firstServer; server <= lastServer; server++)
        {
            var id = new ServerId(server);
            found.AddRange((await _business.Database.ReadAsync(session => Addresses.OfAsync(session, id), TestContext.Current.CancellationToken)).Select(address => address.Ip));
        }

        return found;
    }
}

public sealed class AddressesOnSqlite(OnSqlite store) : AddressStoreTests(store), IClassFixture<OnSqlite>;

public sealed class AddressesOnPostgreSql(OnPostgreSql store) : AddressStoreTests(store), IClassFixture<OnPostgreSql>;
