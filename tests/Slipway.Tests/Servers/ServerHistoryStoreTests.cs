using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Servers;

public abstract class ServerHistoryStoreTests(DatabaseKind kind) : IAsyncLifetime
{
    private TestDatabase? _database;
    private Business? _business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Business Business => _business!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(kind);
        _business = await Business.OnAsync(_database);
        await _business.GivenStockAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _business!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public async Task Suspension_and_payment_are_told_in_their_order()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(3.10m);
        var server = await ServerAsync(customer);
        for (var day = 0; day < 36; day++)
        {
            Business.Clock.Advance(TimeSpan.FromDays(1));
            await Business.Get<RenewalCycle>().PassAsync(Ending);
            await Business.DriveRunsAsync();
        }

        (await EventsAsync(customer, server)).ShouldBe(["off done", "suspended platform", "activated platform", "deploy done"]);
        await Business.Database.InTransactionAsync(transaction => Business.Get<GrantCredit>().RunAsync(transaction, customer.Id, new Money(50, Currency.Eur), "a gift"), Ending);
        await Business.Get<RenewalCycle>().PassAsync(Ending);
        await Business.DriveRunsAsync();

        (await EventsAsync(customer, server)).Take(2).ShouldBe(["on done", "resumed platform"], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_cancels_is_told_and_a_withdrawal_too()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(50);
        var server = await ServerAsync(customer);
        Business.Clock.Advance(TimeSpan.FromHours(1));
        _ = (await Business.Get<RequestCancellation>().RunAsync(customer.Caller, server, false, "too large", Ending)).Value;
        Business.Clock.Advance(TimeSpan.FromHours(1));
        _ = (await Business.Get<WithdrawCancellation>().RunAsync(customer.Caller, server, Ending)).Value;
        await Business.DriveRunsAsync();
        Business.Clock.Advance(TimeSpan.FromHours(1));
        _ = (await Business.Get<OperatorCancellation>().EndServerAsync(server, true, "abuse", Ending)).Value;
        Business.Clock.Advance(TimeSpan.FromSeconds(1));
        await Business.DriveRunsAsync();

        (await Business.Get<ServerHistory>().OfAsync(customer.Caller, server, 0, 100, Ending)).Value.Entries.Where(entry => entry.Actor is not null).Select(entry => (entry.Event, entry.Actor)).ShouldBe(
            [("cancellation requested", "operator"), ("cancellation withdrawn", "customer"), ("cancellation requested", "customer"), ("activated", "platform")]);
    }

    [Fact]
    public async Task A_refused_wish_leaves_no_event()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(50);
        var server = await ServerAsync(customer);
        var before = await EventsAsync(customer, server);

        (await Business.Get<RenameServer>().RunAsync(customer.Caller, server, "not a name!", Ending)).Succeeded.ShouldBeFalse();
        (await Business.Get<WithdrawCancellation>().RunAsync(customer.Caller, server, Ending)).Succeeded.ShouldBeFalse();
        (await Business.Get<RenameServer>().RunAsync(customer.Caller, server, "web-01.example.org", Ending)).Succeeded.ShouldBeTrue("it is called so already");

        (await EventsAsync(customer, server)).ShouldBe(before);
    }

    [Fact]
    public async Task Pages_hold_every_entry_once()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(50);
        var (server, other) = (await ServerAsync(customer), await ServerAsync(customer));
        for (var name = 0; name < 25; name++)
        {
            Business.Clock.Advance(TimeSpan.FromMinutes(1));
            _ = (await Business.Get<RenameServer>().RunAsync(customer.Caller, server, $"web-{name}.example.org", Ending)).Value;
        }

        var history = Business.Get<ServerHistory>();
        var notes = new List<string?>();
        for (var offset = 0; offset < 30; offset += 10)
        {
            var page = (await history.OfAsync(customer.Caller, server, offset, 10, Ending)).Value;
            page.Total.ShouldBe(27);
            notes.AddRange(page.Entries.Select(entry => entry.Note ?? entry.Event));
        }

        notes.Count.ShouldBe(27);
        notes.Distinct().Count().ShouldBe(27);
        notes[0].ShouldBe("web-23.example.org is web-24.example.org now");
        (await history.OfAsync(customer.Caller, other, 0, 100, Ending)).Value.Total.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_else_reads_it()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(50);
        var stranger = await Business.GivenCustomerWithCreditAsync(0);
        var (server, other) = (await ServerAsync(customer), await ServerAsync(customer));
        var history = Business.Get<ServerHistory>();

        (await history.OfAsync(stranger.Caller, server, 0, 10, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await history.OfAsync(customer.Caller with { OnlyServer = other }, server, 0, 10, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await history.OfAsync(customer.Caller, new ServerId(int.MaxValue), 0, 10, Ending)).Failure!.Code.ShouldBe("servers.unknown");
    }

    private async Task<ServerId> ServerAsync(Customer customer)
    {
        var placed = (await Business.OrderAsync(customer)).Value;
        Business.Clock.Advance(TimeSpan.FromSeconds(1));
        await Business.AdvanceToRestAsync(placed.Callback!.Value);
        return placed.ServerId;
    }

    private async Task<List<string>> EventsAsync(Customer customer, ServerId server) =>
        [.. (await Business.Get<ServerHistory>().OfAsync(customer.Caller, server, 0, 100, Ending)).Value.Entries.Select(entry => $"{entry.Event} {entry.Actor ?? entry.State?.ToString().ToLowerInvariant()}")];
}

public sealed class ServerHistoryOnSqlite() : ServerHistoryStoreTests(DatabaseKind.Sqlite);

public sealed class ServerHistoryOnPostgreSql() : ServerHistoryStoreTests(DatabaseKind.PostgreSql);
