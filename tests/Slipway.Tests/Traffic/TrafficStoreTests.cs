using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Traffic;
using Xunit;

namespace Slipway.Tests.Traffic;

public abstract class TrafficStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private DateTimeOffset Now => _business.Clock.GetUtcNow();

    [Fact]
    public async Task Readings_add_up_in_slices_of_every_length()
    {
        var (customer, server) = await GivenServerAsync();
        var begin = Now;
        (await AddAsync(server, "a", 1_000, 100)).ShouldBeTrue();
        for (var reading = 1; reading <= 24; reading++)
        {
            _business.Clock.Advance(TimeSpan.FromMinutes(5));
            (await AddAsync(server, "a", 1_000 + (reading * 10), 100 + reading)).ShouldBeTrue();
        }

        var day = await OfAsync(customer, server, TrafficPeriod.Day(Now));
        (day.Received, day.Sent).ShouldBe((1_240, 124));
        day.Points.Count.ShouldBeInRange(24, 25);
        day.Points.Count(point => point is { Received: 10, Sent: 1 }).ShouldBeGreaterThanOrEqualTo(23);
        (await OfAsync(customer, server, TrafficPeriod.ThirtyOneDays(Now))).Received.ShouldBe(1_240);
        (await OfAsync(customer, server, TrafficPeriod.Year(Now))).Received.ShouldBe(1_240);
        (await OfAsync(customer, server, TrafficPeriod.Parse(begin.ToString("yyyy-MM", null), Now)!)).Received.ShouldBe(1_240);
        (await OfAsync(customer, server, TrafficPeriod.Parse("2020-01", Now)!)).Points.ShouldBeEmpty();

        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        (await _business.Get<TrafficQueries>().OfAsync(stranger.Caller, server, TrafficPeriod.Day(Now), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_reading_counts_once_however_many_read_at_the_same_time()
    {
        var (customer, server) = await GivenServerAsync();
        for (var round = 1; round <= 5; round++)
        {
            _business.Clock.Advance(TimeSpan.FromMinutes(5));
            var (bytes, now) = (round * 1_000L, Now);
            // Some are a moment later than others, and tell a little more.
            var counted = await Task.WhenAll(Enumerable.Range(0, 8).Select(late => AddAsync(server, "a", bytes + (late / 4), bytes, now.AddMilliseconds(late / 4))));
            counted.Count(yes => yes).ShouldBeInRange(1, 2);
        }

        var day = await OfAsync(customer, server, TrafficPeriod.Day(Now.AddMinutes(5)));
        day.Received.ShouldBeInRange(5_000, 5_001);
        day.Sent.ShouldBe(5_000);
    }

    [Fact]
    public async Task A_reading_without_counters_changes_nothing()
    {
        var (customer, server) = await GivenServerAsync();
        (await AddAsync(server, "a", null, 5)).ShouldBeFalse();
        (await AddAsync(server, "a", 5, null)).ShouldBeFalse();
        (await AddAsync(server, "a", -5, 5)).ShouldBeFalse();

        (await OfAsync(customer, server, TrafficPeriod.Day(Now))).Points.ShouldBeEmpty();
    }

    [Fact]
    public async Task Slices_go_when_they_are_old_and_the_days_stay_for_years()
    {
        var (customer, server) = await GivenServerAsync();
        await AddAsync(server, "a", 1_000, 100);
        var then = Now;
        await ForgetAsync(then.AddDays(1.9));
        (await SlicesAsync(server)).ShouldBe([300, 3600, 86400]);
        await ForgetAsync(then.AddDays(3));
        (await SlicesAsync(server)).ShouldBe([3600, 86400]);
        await ForgetAsync(then.AddDays(61));
        (await SlicesAsync(server)).ShouldBe([3600, 86400]);
        await ForgetAsync(then.AddDays(64));
        (await SlicesAsync(server)).ShouldBe([86400]);
        await ForgetAsync(then.AddDays(3 * 365));
        (await SlicesAsync(server)).ShouldBe([86400]);
        await ForgetAsync(then.AddDays((3 * 366) + 2));
        (await SlicesAsync(server)).ShouldBeEmpty();
        customer.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_driver_that_hangs_holds_up_nobody_but_its_own_server()
    {
        var (customer, hung) = await GivenServerAsync();
        var (other, well) = await GivenServerAsync();
        var measure = new HangingMeasure(Server.MachineIdOf(hung), () => Now);
        var count = new CountTraffic(
            _business.Database, new DriverTypes([new DriverType("fake") { Measure = measure }]), new TrafficOptions { AtOnce = 2, Patience = TimeSpan.FromSeconds(20) }, _business.Clock, NullLogger<CountTraffic>.Instance);

        var pass = count.PassAsync(TestContext.Current.CancellationToken);
        await measure.Hanging.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Facts.UntilAsync("the other server is counted", async () => (await OfAsync(other, well, TrafficPeriod.Day(Now))).Received == 7);
        pass.IsCompleted.ShouldBeFalse();
        // Nothing is moved by time but the patience of the pass.
        await Facts.UntilAsync("the pass is over", () =>
        {
            _business.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(pass.IsCompleted);
        });
        await pass;

        // The question that hangs is not asked once more, and goes on to be awaited by nobody.
        (await count.PassAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeGreaterThanOrEqualTo(1);
        measure.Asked.ShouldBe(1);
        (await OfAsync(customer, hung, TrafficPeriod.Day(Now))).Points.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_simulated_fleet_is_read_and_its_figures_grow()
    {
        var (customer, server) = await GivenServerAsync();
        var count = _business.Get<CountTraffic>();
        (await count.PassAsync(TestContext.Current.CancellationToken)).ShouldBeGreaterThanOrEqualTo(1);
        var first = await OfAsync(customer, server, TrafficPeriod.Year(Now));
        _business.Clock.Advance(TimeSpan.FromHours(1));
        await count.PassAsync(TestContext.Current.CancellationToken);
        // The same moment once more tells nothing new.
        await count.PassAsync(TestContext.Current.CancellationToken);

        var second = await OfAsync(customer, server, TrafficPeriod.Year(Now));
        (second.Received - first.Received).ShouldBeInRange(3600L * 1_000, 3600L * 13_000 * 2);
        second.Sent.ShouldBeGreaterThan(first.Sent);
    }

    private async Task<(Customer Customer, ServerId Server)> GivenServerAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var server = (await _business.OrderAsync(customer)).Value.ServerId;
        await _business.DriveRunsAsync();
        (await _business.ScalarAsync<int>($"select state from servers_server where id = {server}")).ShouldBe((int)ServerState.Active);
        return (customer, server);
    }

    private Task<bool> AddAsync(ServerId server, string epoch, long? received, long? sent, DateTimeOffset? at = null) =>
        _business.Get<CountTraffic>().AddAsync(server, new MachineFigures(at ?? Now, epoch, received, sent, null), CancellationToken.None);

    private async Task<TrafficReport> OfAsync(Customer customer, ServerId server, TrafficPeriod period) =>
        (await _business.Get<TrafficQueries>().OfAsync(customer.Caller, server, period, CancellationToken.None)).ShouldNotBeNull();

    private Task ForgetAsync(DateTimeOffset now) => _business.Database.InTransactionAsync(transaction => TrafficStore.ForgetAsync(transaction, now), CancellationToken.None);

    private Task<List<int>> SlicesAsync(ServerId server) =>
        _business.Database.ReadAsync(session => session.ListAsync("select slice from traffic_slice where server_id = @server order by slice", row => row.Int(0), ("server", server.Value)), CancellationToken.None);

    /// <summary>One machine never answers, nor hears that nobody waits any more; the others tell seven bytes.</summary>
    private sealed class HangingMeasure(string machine, Func<DateTimeOffset> now) : IMeasure
    {
        private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly TaskCompletionSource<Result<MachineFigures>> _never = new();

        private int _asked;

        public Task Hanging => _hanging.Task;

        public int Asked => _asked;

        public Task<Result<MachineFigures>> ReadAsync(MachineRef asked, CancellationToken cancellationToken)
        {
            if (asked.MachineId != machine)
            {
                return Task.FromResult<Result<MachineFigures>>(new MachineFigures(now(), "e", 7, 7, null));
            }

            Interlocked.Increment(ref _asked);
            _hanging.TrySetResult();
            return _never.Task;
        }
    }
}

public sealed class TrafficStoreOnSqlite(OnSqlite store) : TrafficStoreTests(store), IClassFixture<OnSqlite>;

public sealed class TrafficStoreOnPostgreSql(OnPostgreSql store) : TrafficStoreTests(store), IClassFixture<OnPostgreSql>;
