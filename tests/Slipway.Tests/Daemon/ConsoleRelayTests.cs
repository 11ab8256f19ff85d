using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Slipway.Consoles;
using Slipway.Daemon;
using Slipway.Drivers.Fake;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Daemon;

/// <summary>What goes through between a browser and a screen, and when it ends, by a clock that the test moves.</summary>
public sealed class ConsoleRelayTests(OnSqlite store) : IClassFixture<OnSqlite>
{
    private static readonly byte[] Key = [4, 1, 0, 0, 0, 0, 0, (byte)'a'];
    private static readonly byte[] OnlyChanges = [3, 1, 0, 0, 0, 0, 1, 64, 0, 200];

    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_go_both_ways_and_either_side_may_end_it()
    {
        await using var scene = await BeginAsync();
        await scene.Machine.WriteAsync("RFB"u8.ToArray(), Ending);
        (await scene.BrowserReadsAsync(3)).ShouldBe("RFB"u8.ToArray());
        await scene.SaysAsync(Key);

        // A machine that goes off.
        await scene.Machine.DisposeAsync();

        (await scene.ClosedAsync()).ShouldBe((ConsoleEnd.Dark.Code, ConsoleEnd.Dark.Words));
        (await scene.Run).ShouldBe(ConsoleEnd.Dark);

        // A browser that leaves.
        await using var second = await BeginAsync();
        await second.Browser.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Ending);
        (await second.Run).ShouldBe(ConsoleEnd.Left);
    }

    [Fact]
    public async Task Whoever_types_keeps_it_and_what_a_browser_sends_by_itself_does_not()
    {
        var idle = _business.Get<ConsoleOptions>();
        idle.IdleTime = TimeSpan.FromMinutes(1);
        await using var scene = await BeginAsync();

        await scene.PassAsync(TimeSpan.FromSeconds(31));
        await scene.SaysAsync(Key);
        await scene.PassAsync(TimeSpan.FromSeconds(31));
        await scene.SaysAsync(OnlyChanges);
        _business.Clock.Advance(TimeSpan.FromSeconds(31));

        (await scene.ClosedAsync()).ShouldBe((ConsoleEnd.Idle.Code, ConsoleEnd.Idle.Words));
        (await scene.Run).ShouldBe(ConsoleEnd.Idle);
    }

    [Fact]
    public async Task A_browser_that_takes_nothing_is_cut_off_and_makes_the_screen_wait_until_then()
    {
        await using var scene = await BeginAsync();
        var flood = Task.Run(() => FloodAsync(scene.Machine), Ending);

        var run = scene.Run;
        await Facts.UntilAsync("it has ended", () =>
        {
            _business.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(run.IsCompleted);
        });

        (await run).ShouldBe(ConsoleEnd.Broken);
        await scene.HangUpAsync();
        (await flood).ShouldBeLessThan(1024 * 1024, "nothing piles up between them");
    }

    [Fact]
    public async Task A_daemon_that_stops_says_so()
    {
        await using var scene = await BeginAsync();
        await scene.Machine.WriteAsync("RFB"u8.ToArray(), Ending);
        await scene.BrowserReadsAsync(3);

        await scene.Stopping.CancelAsync();

        (await scene.ClosedAsync()).ShouldBe((ConsoleEnd.Leaving.Code, ConsoleEnd.Leaving.Words));
        (await scene.Run).ShouldBe(ConsoleEnd.Leaving);
    }

    [Fact]
    public void Words_fit_into_a_close()
    {
        List<ConsoleEnd> ends = [.. typeof(ConsoleEnd).GetFields().Where(member => member.IsStatic).Select(member => (ConsoleEnd)member.GetValue(null)!)];

        ends.Count.ShouldBeGreaterThan(5);
        ends.ShouldAllBe(end => System.Text.Encoding.UTF8.GetByteCount(end.Words) <= 123);
        ends.Select(end => end.Words).ShouldBeUnique();
    }

    private static async Task<int> FloodAsync(Stream machine)
    {
        var piece = new byte[16 * 1024];
        var sent = 0;
        try
        {
            while (sent < 64 * 1024 * 1024)
            {
                await machine.WriteAsync(piece, Ending);
                sent += piece.Length;
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It was hung up on.
        }

        return sent;
    }

    private async Task<Scene> BeginAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var server = (await _business.OrderAsync(customer)).Value.ServerId;
        await _business.DriveRunsAsync();
        var ticket = (await _business.Get<OfferConsole>().RunAsync(customer.Caller, server, null, false, Ending)).Value;
        var entered = (await _business.Get<EnterConsole>().RunAsync(ticket.Value, IPAddress.Loopback, Ending)).Value;
        await entered.Screen.DisposeAsync();
        return new Scene(_business, entered);
    }

    private sealed class Scene : IAsyncDisposable
    {
        private readonly Business _business;
        private readonly OpenConsole _console;
        private readonly FakeWire _ours;
        private readonly WebSocket _daemon;
        private readonly ConsoleRelay _relay;

        public Scene(Business business, OpenConsole console)
        {
            _business = business;
            (var screen, Machine) = FakeWire.Pair();
            _console = console with { Screen = screen };
            (_ours, var theirs) = FakeWire.Pair();
            _daemon = WebSocket.CreateFromStream(_ours, new WebSocketCreationOptions { IsServer = true });
            Browser = WebSocket.CreateFromStream(theirs, new WebSocketCreationOptions { IsServer = false });
            _relay = new ConsoleRelay(business.Get<KeepConsole>(), business.Clock, NullLogger<ConsoleRelay>.Instance);
            Run = _relay.RunAsync(_daemon, _console, Stopping.Token);
        }

        public FakeWire Machine { get; }

        public WebSocket Browser { get; }

        public CancellationTokenSource Stopping { get; } = new();

        public Task<ConsoleEnd> Run { get; }

        /// <summary>The browser sends it, and the machine has got it.</summary>
        public async Task SaysAsync(byte[] message)
        {
            await Browser.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Ending);
            var got = new byte[message.Length];
            await Machine.ReadExactlyAsync(got, Ending);
            got.ShouldBe(message);
        }

        public async Task<byte[]> BrowserReadsAsync(int count)
        {
            var got = new byte[count];
            (await Browser.ReceiveAsync(got.AsMemory(), Ending)).Count.ShouldBe(count);
            return got;
        }

        /// <summary>The clock moves, and the watch has seen that it did: it has asked for more time.</summary>
        public async Task PassAsync(TimeSpan time)
        {
            _business.Clock.Advance(time);
            var until = (_business.Clock.GetUtcNow() + KeepConsole.Lease).ToUnixTimeMilliseconds();
            await Facts.UntilAsync("the watch has looked", async () => await _business.ScalarAsync<long>($"select expires_at from consoles_ticket where hash = '{_console.Hash}'") == until);
        }

        public async Task<(int Code, string Words)> ClosedAsync()
        {
            (await Browser.ReceiveAsync(new byte[16].AsMemory(), Ending)).MessageType.ShouldBe(WebSocketMessageType.Close);
            await Browser.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Ending);
            return ((int)Browser.CloseStatus!.Value, Browser.CloseStatusDescription ?? "");
        }

        public async Task HangUpAsync()
        {
            await _relay.CloseAsync(_console);
            Browser.Abort();
        }

        public async ValueTask DisposeAsync()
        {
            await HangUpAsync();
            await _ours.DisposeAsync();
            _daemon.Dispose();
            Browser.Dispose();
            Stopping.Dispose();
        }
    }
}
