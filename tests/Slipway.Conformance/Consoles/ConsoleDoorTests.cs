using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Conformance.Invapi;
using Slipway.Consoles;
using Slipway.Storage;
using Slipway.Testing;
using Xunit;

namespace Slipway.Conformance.Consoles;

/// <summary>The WebSocket behind the link of eq/novnc, over real HTTP, on the simulated fleet.</summary>
public sealed class ConsoleDoorTests
{
    private static readonly byte[] WholePicture = [3, 0, 0, 0, 0, 0, 1, 64, 0, 200];
    private static readonly byte[] OnlyChanges = [3, 1, 0, 0, 0, 0, 1, 64, 0, 200];
    private static readonly byte[] KeyDown = [4, 1, 0, 0, 0, 0, 0, (byte)'a'];
    private const int PictureBytes = 16 + (320 * 200 * 4);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_opens_the_screen_and_keys_change_what_it_shows()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        using var socket = await visitor.OpenAsync(await visitor.TicketAsync());

        socket.SubProtocol.ShouldBe("binary");
        (await ConsoleVisitor.GreetAsync(socket)).ShouldBe($"server-{visitor.Server}");
        await ConsoleVisitor.SendAsync(socket, WholePicture);
        var before = await ConsoleVisitor.ReadAsync(socket, PictureBytes);
        before.Distinct().Count().ShouldBeGreaterThan(2, "the picture is not blank");
        await ConsoleVisitor.SendAsync(socket, OnlyChanges);
        await ConsoleVisitor.SendAsync(socket, KeyDown);
        (await ConsoleVisitor.ReadAsync(socket, PictureBytes)).SequenceEqual(before).ShouldBeFalse("a key changes it");

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Ending);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await IsOverAsync(await InvapiHost.OfAsync("quick"), visitor.Server);
    }

    [Fact]
    public async Task A_ticket_opens_once()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        var ticket = await visitor.TicketAsync();

        // Asking uses nothing up.
        (await visitor.LookAsync(ticket)).Words.ShouldBe($$"""{"server":{{visitor.Server}},"hostname":"web-01.example.org"}""");
        using var socket = await visitor.OpenAsync(ticket);
        (await visitor.RefusedAsync(ticket)).ShouldBe(HttpStatusCode.Gone);
        (await visitor.LookAsync(ticket)).ShouldBe((HttpStatusCode.Gone, ConsoleFailures.LinkOver.Message));

        // The one who was first is not disturbed by it, and when he has left the ticket opens no more either.
        await ConsoleVisitor.GreetAsync(socket);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Ending);
        (await visitor.RefusedAsync(ticket)).ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Of_many_who_present_one_ticket_at_once_one_enters()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        var ticket = await visitor.TicketAsync();

        var entered = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                using var socket = await visitor.OpenAsync(ticket);
                await ConsoleVisitor.GreetAsync(socket);
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        }));

        entered.Count(one => one).ShouldBe(1);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", HttpStatusCode.Gone)]
    [InlineData("short", HttpStatusCode.Gone)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task What_is_no_ticket_opens_nothing(string ticket, HttpStatusCode status)
    {
        var visitor = await ConsoleVisitor.WithServerAsync();

        (await visitor.LookAsync(ticket)).Status.ShouldBe(HttpStatusCode.Gone);
        if (ticket.Length > 0)
        {
            (await visitor.RefusedAsync(ticket)).ShouldBe(status);
        }

        // In an address it is none: there it would stand in logs.
        var host = await InvapiHost.OfAsync("quick");
        using var asked = await host.Client.GetAsync(new Uri($"/novnc/socket?ticket={await visitor.TicketAsync()}", UriKind.Relative), Ending);
        asked.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_expired_ticket_opens_nothing()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        var ticket = await visitor.TicketAsync();
        var host = await InvapiHost.OfAsync("quick");
        await host.Services.GetRequiredService<Database>().InTransactionAsync(
            transaction => transaction.ExecuteAsync("update consoles_ticket set expires_at = @then where server_id = @id", ("then", DateTimeOffset.UnixEpoch), ("id", visitor.Server.Value)), Ending);

        (await visitor.RefusedAsync(ticket)).ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_ticket_for_another_address_opens_nothing_and_one_for_this_address_does()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        var elsewhere = await visitor.TicketAsync(("white_ip", "203.0.113.7"));

        (await visitor.RefusedAsync(elsewhere)).ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.LookAsync(elsewhere)).ShouldBe((HttpStatusCode.Forbidden, ConsoleFailures.OtherAddress.Message));
        using var here = await visitor.OpenAsync(await visitor.TicketAsync(("white_ip", "127.0.0.1")));
        await ConsoleVisitor.GreetAsync(here);
    }

    [Theory]
    [InlineData("https://evil.example.net")]
    [InlineData("http://api.example.net")]
    [InlineData("https://api.example.net.evil.example")]
    [InlineData("null")]
    public async Task Another_page_opens_nothing_and_uses_nothing_up(string origin)
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        var ticket = await visitor.TicketAsync();

        (await visitor.RefusedAsync(ticket, origin)).ShouldBe(HttpStatusCode.Forbidden);
        // A program says no origin.
        using var socket = await visitor.OpenAsync(ticket, origin: null);
        await ConsoleVisitor.GreetAsync(socket);
    }

    [Fact]
    public async Task Stopping_closes_what_is_open_and_makes_unused_tickets_worthless()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        using var socket = await visitor.OpenAsync(await visitor.TicketAsync());
        await ConsoleVisitor.GreetAsync(socket);
        var unused = await visitor.TicketAsync();

        (await visitor.CallAsync("stop_novnc")).GetProperty("ended").GetInt32().ShouldBe(2);

        (await visitor.RefusedAsync(unused)).ShouldBe(HttpStatusCode.Gone);
        (await ConsoleVisitor.ClosedAsync(socket)).ShouldBe((ConsoleEnd.Stopped.Code, ConsoleEnd.Stopped.Words));
        (await visitor.CallAsync("stop_novnc")).GetProperty("ended").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Another_link_in_place_of_all_closes_what_is_open()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        using var socket = await visitor.OpenAsync(await visitor.TicketAsync());
        await ConsoleVisitor.GreetAsync(socket);

        var fresh = ConsoleVisitor.TicketIn(await visitor.CallAsync("recreate_novnc"));

        (await ConsoleVisitor.ClosedAsync(socket)).Code.ShouldBe(ConsoleEnd.Stopped.Code);
        using var again = await visitor.OpenAsync(fresh);
        await ConsoleVisitor.GreetAsync(again);
    }

    [Fact]
    public async Task A_server_that_ends_is_looked_at_no_more()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        using var socket = await visitor.OpenAsync(await visitor.TicketAsync());
        await ConsoleVisitor.GreetAsync(socket);
        var unused = await visitor.TicketAsync();
        var host = await InvapiHost.OfAsync("quick");

        (await host.PostAsync("/whmcs.php", ("action", "request_cancellation"), ("token", visitor.Token), ("id", visitor.Server.ToString()), ("cancellation_type", "1"))).ShouldContain("\"result\":\"OK\"");

        (await ConsoleVisitor.ClosedAsync(socket)).Code.ShouldBe(ConsoleEnd.NotActive.Code);
        (await visitor.RefusedAsync(unused)).ShouldNotBe(HttpStatusCode.SwitchingProtocols);
    }

    [Fact]
    public async Task A_fifth_console_is_refused_until_one_is_closed()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        List<ClientWebSocket> open = [];
        for (var console = 0; console < new ConsoleOptions().MostPerServer; console++)
        {
            open.Add(await visitor.OpenAsync(await visitor.TicketAsync()));
        }

        var fifth = await visitor.TicketAsync();
        (await visitor.RefusedAsync(fifth)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        await open[0].CloseAsync(WebSocketCloseStatus.NormalClosure, "", Ending);
        await Facts.UntilAsync("there is a place again", async () =>
        {
            try
            {
                // What was refused has not used the ticket up.
                open.Add(await visitor.OpenAsync(fifth));
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        });
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Text_is_not_understood_and_says_so()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        using var socket = await visitor.OpenAsync(await visitor.TicketAsync());

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Ending);

        (await ConsoleVisitor.ClosedAsync(socket)).Code.ShouldBe(ConsoleEnd.NotBinary.Code);
    }

    [Fact]
    public async Task Whoever_hangs_up_without_a_word_takes_no_place()
    {
        var visitor = await ConsoleVisitor.WithServerAsync();
        var socket = await visitor.OpenAsync(await visitor.TicketAsync());
        await ConsoleVisitor.GreetAsync(socket);

        socket.Abort();
        socket.Dispose();

        await IsOverAsync(await InvapiHost.OfAsync("quick"), visitor.Server);
    }

    private static Task IsOverAsync(InvapiHost host, ServerId server) => Facts.UntilAsync("the console counts no more", async () =>
        await host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.ScalarAsync<long>("select count(*) from consoles_ticket where server_id = @id and used_at is not null", ("id", server.Value)), Ending) == 0);
}
