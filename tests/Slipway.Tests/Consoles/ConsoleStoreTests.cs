using System.Net;
using Shouldly;
using Slipway.Accounts;
using Slipway.Consoles;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Consoles;

/// <summary>Tickets to a screen: who gets one, when it opens, when what it opened has to end; on both databases.</summary>
public abstract class ConsoleStoreTests(StoreFixture store)
{
    private static readonly IPAddress Home = IPAddress.Parse("203.0.113.7");

    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private ConsoleOptions Options => _business.Get<ConsoleOptions>();

    [Fact]
    public async Task A_ticket_opens_once_and_only_its_hash_is_kept()
    {
        var (customer, server) = await GivenServerAsync();
        var ticket = (await OfferAsync(customer, server)).Value;
        ticket.Value.Reveal().ShouldMatch("^[0-9a-f]{64}$");
        (await _business.ScalarAsync<long>($"select count(*) from consoles_ticket where hash = '{ApiKey.Hash(ticket.Value.Reveal())}'")).ShouldBe(1);
        (await _business.ScalarAsync<long>($"select count(*) from consoles_ticket where hash = '{ticket.Value.Reveal()}'")).ShouldBe(0);

        (await LookAsync(ticket)).Value.Hostname.ShouldBe("web-01.example.org");
        var console = (await EnterAsync(ticket)).Value;
        (await EnterAsync(ticket)).Failure.ShouldBe(ConsoleFailures.LinkOver);
        (await LookAsync(ticket)).Failure.ShouldBe(ConsoleFailures.LinkOver);

        (await _business.ScalarAsync<string>($"select note from servers_event where server_id = {server} and kind = 'console opened'")).ShouldBe("from 203.0.113.7");
        await CloseAsync(console);
        (await EnterAsync(ticket)).Failure.ShouldBe(ConsoleFailures.LinkOver);
        (await TicketsAsync(server)).ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_at_once_one_enters()
    {
        var (customer, server) = await GivenServerAsync();
        var ticket = (await OfferAsync(customer, server)).Value;

        var entered = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EnterAsync(ticket)));

        await CloseAsync(entered.Single(one => one.Succeeded).Value);
        entered.Where(one => !one.Succeeded).ShouldAllBe(one => one.Failure == ConsoleFailures.LinkOver);
        _business.Get<ConsoleSeats>().Taken.ShouldBe(0, "whoever did not enter has given his seat back");
    }

    [Fact]
    public async Task A_ticket_is_over_after_its_time_and_not_before()
    {
        var (customer, server) = await GivenServerAsync();
        var ticket = (await OfferAsync(customer, server)).Value;
        ticket.ExpiresAt.ShouldBe(_business.Clock.GetUtcNow() + Options.LinkLife);

        _business.Clock.Advance(Options.LinkLife - TimeSpan.FromSeconds(1));
        (await LookAsync(ticket)).Succeeded.ShouldBeTrue();
        _business.Clock.Advance(TimeSpan.FromSeconds(1));
        (await LookAsync(ticket)).Failure.ShouldBe(ConsoleFailures.LinkOver);
        (await EnterAsync(ticket)).Failure.ShouldBe(ConsoleFailures.LinkOver);
    }

    [Fact]
    public async Task A_ticket_for_one_address_opens_from_there_only()
    {
        var (customer, server) = await GivenServerAsync();
        var ticket = (await OfferAsync(customer, server, Home)).Value;

        (await EnterAsync(ticket, IPAddress.Parse("203.0.113.8"))).Failure.ShouldBe(ConsoleFailures.OtherAddress);
        (await EnterAsync(ticket, null)).Failure.ShouldBe(ConsoleFailures.OtherAddress);
        // As a listener that serves both kinds of addresses sees it.
        await CloseAsync((await EnterAsync(ticket, Home.MapToIPv6())).Value);
    }

    [Fact]
    public async Task Stopping_ends_all_of_this_server_and_of_no_other()
    {
        var (customer, server) = await GivenServerAsync();
        var (neighbour, other) = await GivenServerAsync();
        var open = (await EnterAsync((await OfferAsync(customer, server)).Value)).Value;
        var unused = (await OfferAsync(customer, server)).Value;
        var theirs = (await EnterAsync((await OfferAsync(neighbour, other)).Value)).Value;

        (await _business.Get<StopConsoles>().RunAsync(neighbour.Caller, server, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await KeepAsync(open)).ShouldBeNull();
        (await _business.Get<StopConsoles>().RunAsync(customer.Caller, server, Ending)).Value.ShouldBe(2);

        (await KeepAsync(open)).ShouldBe(ConsoleEnd.Stopped);
        (await EnterAsync(unused)).Failure.ShouldBe(ConsoleFailures.LinkOver);
        (await KeepAsync(theirs)).ShouldBeNull();
        (await _business.Get<StopConsoles>().RunAsync(customer.Caller, server, Ending)).Value.ShouldBe(0);
        await CloseAsync(open);
        await CloseAsync(theirs);
    }

    [Fact]
    public async Task A_link_alone_ends_the_others_in_the_same_moment()
    {
        var (customer, server) = await GivenServerAsync();
        var open = (await EnterAsync((await OfferAsync(customer, server)).Value)).Value;
        var unused = (await OfferAsync(customer, server)).Value;

        var alone = (await OfferAsync(customer, server, alone: true)).Value;

        (await KeepAsync(open)).ShouldBe(ConsoleEnd.Stopped);
        (await LookAsync(unused)).Failure.ShouldBe(ConsoleFailures.LinkOver);
        (await LookAsync(alone)).Succeeded.ShouldBeTrue();
        await CloseAsync(open);
    }

    [Fact]
    public async Task Links_and_consoles_of_a_server_are_limited_and_the_refusal_says_by_what()
    {
        var (customer, server) = await GivenServerAsync();
        List<OpenConsole> open = [];
        for (var number = 0; number < Options.MostPerServer; number++)
        {
            open.Add((await EnterAsync((await OfferAsync(customer, server)).Value)).Value);
        }

        var waiting = (await OfferAsync(customer, server)).Value;
        (await EnterAsync(waiting)).Failure!.Message.ShouldStartWith("4 consoles of this server are open already");
        await CloseAsync(open[0]);
        // What was refused has used nothing up.
        open[0] = (await EnterAsync(waiting)).Value;

        for (var number = 0; number < OfferConsole.MostUnused; number++)
        {
            (await OfferAsync(customer, server)).Succeeded.ShouldBeTrue();
        }

        (await OfferAsync(customer, server)).Failure!.Message.ShouldContain("10 links that nobody has used yet");
        (await OfferAsync(customer, server, alone: true)).Succeeded.ShouldBeTrue();
        foreach (var console in open)
        {
            await CloseAsync(console);
        }
    }

    [Fact]
    public async Task A_daemon_carries_no_more_than_it_was_told()
    {
        var (customer, server) = await GivenServerAsync();
        var ticket = (await OfferAsync(customer, server)).Value;
        var seats = _business.Get<ConsoleSeats>();
        var taken = Enumerable.Range(0, Options.Most).Select(_ => seats.Take()!).ToList();

        (await EnterAsync(ticket)).Failure.ShouldBe(ConsoleFailures.AllTaken);
        // Given back twice is given back once.
        taken[0].Dispose();
        taken[0].Dispose();
        seats.Taken.ShouldBe(Options.Most - 1);
        await CloseAsync((await EnterAsync(ticket)).Value);

        taken.ForEach(seat => seat.Dispose());
        seats.Taken.ShouldBe(0);
    }

    [Fact]
    public async Task Consoles_of_a_daemon_that_died_stop_counting()
    {
        var (customer, server) = await GivenServerAsync();
        var seats = _business.Get<ConsoleSeats>();
        for (var number = 0; number < Options.MostPerServer; number++)
        {
            // Nobody keeps it, nobody closes it.
            (await EnterAsync((await OfferAsync(customer, server)).Value)).Value.Seat.Dispose();
        }

        (await EnterAsync((await OfferAsync(customer, server)).Value)).Failure!.Code.ShouldBe("consoles.too-many-open");
        _business.Clock.Advance(KeepConsole.Lease);
        await CloseAsync((await EnterAsync((await OfferAsync(customer, server)).Value)).Value);
        seats.Taken.ShouldBe(0);
    }

    [Fact]
    public async Task A_console_that_is_kept_stays_until_it_is_idle_or_was_open_for_long()
    {
        var (customer, server) = await GivenServerAsync();
        var console = (await EnterAsync((await OfferAsync(customer, server)).Value)).Value;
        for (var half = 0; half < 10; half++)
        {
            _business.Clock.Advance((KeepConsole.Lease / 2) + TimeSpan.FromSeconds(1));
            (await KeepAsync(console)).ShouldBeNull();
        }

        var touched = _business.Clock.GetUtcNow();
        _business.Clock.Advance(TimeSpan.FromSeconds(20));
        (await KeepAsync(console, touched - Options.IdleTime)).ShouldBe(ConsoleEnd.Idle);
        (await KeepAsync(console with { OpenedAt = console.OpenedAt - Options.LongestTime })).ShouldBe(ConsoleEnd.Longest);
        (await KeepAsync(console, touched)).ShouldBeNull();
        await CloseAsync(console);
    }

    [Fact]
    public async Task A_suspended_server_is_not_looked_at()
    {
        var (customer, server) = await GivenServerAsync();
        var open = (await EnterAsync((await OfferAsync(customer, server)).Value)).Value;
        var unused = (await OfferAsync(customer, server)).Value;

        await _business.Database.InTransactionAsync(
            async transaction => _ = (await ServerStates.MoveAsync(transaction, (await ServerStates.FindAsync(transaction, server))!, ServerVerb.Suspend)).Value, Ending);

        (await KeepAsync(open)).ShouldBe(ConsoleEnd.NotActive);
        (await EnterAsync(unused)).Failure!.Kind.ShouldBe(FailureKind.PaymentRequired);
        (await OfferAsync(customer, server)).Failure!.Message.ShouldContain("is suspended");
        // Ending is allowed in any state.
        (await _business.Get<StopConsoles>().RunAsync(customer.Caller, server, Ending)).Value.ShouldBe(2);
        await CloseAsync(open);
    }

    [Fact]
    public async Task Nobody_else_gets_a_ticket()
    {
        var (customer, server) = await GivenServerAsync();
        var (stranger, other) = await GivenServerAsync();

        (await OfferAsync(stranger, server)).Failure!.Code.ShouldBe("servers.unknown");
        (await _business.Get<OfferConsole>().RunAsync(customer.Caller with { OnlyServer = other }, server, null, false, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await TicketsAsync(server)).ShouldBe(0);
    }

    private async Task<(Customer Customer, ServerId Server)> GivenServerAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var order = (await _business.OrderAsync(customer)).Value;
        await _business.DriveRunsAsync();
        return (customer, order.ServerId);
    }

    private Task<Result<ConsoleTicket>> OfferAsync(Customer customer, ServerId server, IPAddress? whiteIp = null, bool alone = false) =>
        _business.Get<OfferConsole>().RunAsync(customer.Caller, server, whiteIp, alone, Ending);

    private Task<Result<ConsoleView>> LookAsync(ConsoleTicket ticket) => _business.Get<EnterConsole>().LookAsync(ticket.Value, Home, Ending);

    private Task<Result<OpenConsole>> EnterAsync(ConsoleTicket ticket) => EnterAsync(ticket, Home);

    private Task<Result<OpenConsole>> EnterAsync(ConsoleTicket ticket, IPAddress? peer) => _business.Get<EnterConsole>().RunAsync(ticket.Value, peer, Ending);

    private Task<ConsoleEnd?> KeepAsync(OpenConsole console, DateTimeOffset? touched = null) =>
        _business.Get<KeepConsole>().LookAsync(console, touched ?? _business.Clock.GetUtcNow(), Ending);

    private Task CloseAsync(OpenConsole console) => _business.Get<KeepConsole>().CloseAsync(console, Ending);

    private Task<long> TicketsAsync(ServerId server) => _business.ScalarAsync<long>($"select count(*) from consoles_ticket where server_id = {server}");
}

public sealed class ConsoleOnSqliteTests(OnSqlite store) : ConsoleStoreTests(store), IClassFixture<OnSqlite>;

public sealed class ConsoleOnPostgreSqlTests(OnPostgreSql store) : ConsoleStoreTests(store), IClassFixture<OnPostgreSql>;
