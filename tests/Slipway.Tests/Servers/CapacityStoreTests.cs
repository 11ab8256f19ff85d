using Shouldly;
using Slipway.Servers;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Servers;

/// <summary>Each test has a location of its own, so that nodes do not meet.</summary>
public abstract class CapacityStoreTests(StoreFixture store)
{
    private static readonly Hardware Small = new(1, 1024, 10);

    private readonly Business _business = store.Business;

    [Theory]
    [InlineData("C1", 10, 100_000, 100_000)]
    [InlineData("C2", 10_000, 10 * 1024, 100_000)]
    [InlineData("C3", 10_000, 100_000, 100)]
    public async Task A_node_is_never_oversold_whatever_runs_out_first(string location, int cores, int memory, int disk)
    {
        await GivenNodesAsync(location, 1, new Hardware(cores, memory, disk));

        var placed = await EnsureManyAsync(location, 40, first: 10_000);

        placed.Count(result => result.Succeeded).ShouldBe(10);
        placed.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "servers.out-of-stock");
        (await UsedCoresAsync(location)).ShouldBe(10);
    }

    [Fact]
    public async Task A_full_node_is_followed_by_the_next_also_when_many_ask_at_once()
    {
        await GivenNodesAsync("C4", 4, new Hardware(5, 100_000, 100_000));

        var placed = await EnsureManyAsync("C4", 20, first: 20_000);

        placed.ShouldAllBe(result => result.Succeeded);
        placed.GroupBy(result => result.Value.Id).ShouldAllBe(node => node.Count() == 5);
    }

    [Fact]
    public async Task Asking_again_keeps_the_place_and_takes_nothing_more()
    {
        await GivenNodesAsync("C5", 2, new Hardware(5, 100_000, 100_000));
        var first = (await EnsureAsync("C5", 30_000)).Value;

        (await EnsureAsync("C5", 30_000)).Value.ShouldBe(first);

        (await UsedCoresAsync("C5")).ShouldBe(1);
    }

    [Fact]
    public async Task Releasing_twice_gives_back_once()
    {
        await GivenNodesAsync("C6", 1, new Hardware(5, 100_000, 100_000));
        (await EnsureAsync("C6", 40_000)).Succeeded.ShouldBeTrue();
        (await EnsureAsync("C6", 40_001)).Succeeded.ShouldBeTrue();

        for (var time = 0; time < 2; time++)
        {
            await _business.Database.InTransactionAsync(transaction => Capacity.ReleaseAsync(transaction, new ServerId(40_000)), TestContext.Current.CancellationToken);
        }

        (await UsedCoresAsync("C6")).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_of_another_location_is_not_used()
    {
        await GivenNodesAsync("C7", 1, new Hardware(5, 100_000, 100_000));

        (await EnsureAsync("C8", 50_000)).Failure!.Kind.ShouldBe(FailureKind.OutOfStock);
    }

    private Task GivenNodesAsync(string location, int count, Hardware hardware) => _business.Database.InTransactionAsync(
        async transaction =>
        {
            for (var number = 1; number <= count; number++)
            {
                await NodeStore.EnsureAsync(transaction, $"{location}-{number}", location, "fake", hardware);
            }
        },
        TestContext.Current.CancellationToken);

    private Task<Result<Node>[]> EnsureManyAsync(string location, int count, int first) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => EnsureAsync(location, first + number + (location[1] * 100)))));

    private Task<Result<Node>> EnsureAsync(string location, int server) => _business.Database.InTransactionAsync(
        transaction => Capacity.EnsureAsync(transaction, new ServerId(server), location, Small), TestContext.Current.CancellationToken);

    private Task<long> UsedCoresAsync(string location) => _business.ScalarAsync<long>($"select sum(used_cores) from servers_node where location = '{location}'");
}

public sealed class CapacityOnSqlite(OnSqlite store) : CapacityStoreTests(store), IClassFixture<OnSqlite>;

public sealed class CapacityOnPostgreSql(OnPostgreSql store) : CapacityStoreTests(store), IClassFixture<OnPostgreSql>;
