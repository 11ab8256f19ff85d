using System.Data.Common;
using System.Net.Sockets;
using System.Net.WebSockets;
using Slipway.Consoles;

namespace Slipway.Daemon;

/// <summary>
/// Carries bytes between a browser and a screen until one of them ends, or the console has to. There is one buffer for each way and the next
/// piece is read when the last one is taken, so whoever is slow makes the other wait, and nothing piles up here.
/// </summary>
internal sealed partial class ConsoleRelay(KeepConsole keep, TimeProvider clock, ILogger<ConsoleRelay> log)
{
    private const int FromScreen = 64 * 1024;
    private const int FromBrowser = 16 * 1024;

    // Of RFB: key, pointer, clipboard, and QEMU's own way to send a key. Everything else a browser sends by itself.
    private static readonly byte[] Touches = [4, 5, 6, 255];

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    // One side has not taken its piece for so long: it is stuck.
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    /// <summary>Answers why it ended; the browser was told.</summary>
    public async Task<ConsoleEnd> RunAsync(WebSocket browser, OpenConsole console, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var traffic = new Traffic(clock);
        var fromBrowser = FromBrowserAsync(browser, console.Screen, traffic, over.Token);
        var fromScreen = FromScreenAsync(console.Screen, browser, traffic, over.Token);
        var watch = WatchAsync(console, traffic, over.Token);
        var end = await await Task.WhenAny(fromBrowser, fromScreen, watch);
        if (stopping.IsCancellationRequested)
        {
            end = ConsoleEnd.Leaving;
        }

        await over.CancelAsync();
        await FarewellAsync(browser, end, fromScreen, fromBrowser);
        await Task.WhenAll(fromBrowser, fromScreen, watch);
        return end;
    }

    /// <summary>However it ended, its seat is free and it counts no more.</summary>
    public async Task CloseAsync(OpenConsole console)
    {
        try
        {
            await keep.CloseAsync(console, CancellationToken.None);
        }
        catch (DbException away)
        {
            // Its lease runs out by itself.
            LogAway(console.Server, away.Message);
        }
    }

    private static async Task<ConsoleEnd> FromScreenAsync(Stream screen, WebSocket browser, Traffic traffic, CancellationToken over)
    {
        var buffer = new byte[FromScreen];
        try
        {
            while (await screen.ReadAsync(buffer, over) is > 0 and var read)
            {
                traffic.ToBrowser.Takes();
                // Not to be cancelled: half a message would be the end of the connection, and it could not say why.
                await browser.SendAsync(buffer.AsMemory(0, read), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                traffic.ToBrowser.Took();
            }

            return ConsoleEnd.Dark;
        }
        catch (WebSocketException)
        {
            return ConsoleEnd.Left;
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return ConsoleEnd.Dark;
        }
    }

    private static async Task<ConsoleEnd> FromBrowserAsync(WebSocket browser, Stream screen, Traffic traffic, CancellationToken over)
    {
        var buffer = new byte[FromBrowser];
        var begins = true;
        try
        {
            while (true)
            {
                // Not to be cancelled either, for the same reason.
                var got = await browser.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (got.MessageType != WebSocketMessageType.Binary)
                {
                    return got.MessageType == WebSocketMessageType.Close ? ConsoleEnd.Left : ConsoleEnd.NotBinary;
                }

                if (begins && got.Count > 0 && Touches.Contains(buffer[0]))
                {
                    traffic.Touched();
                }

                begins = got.EndOfMessage;
                traffic.ToScreen.Takes();
                await screen.WriteAsync(buffer.AsMemory(0, got.Count), over);
                traffic.ToScreen.Took();
            }
        }
        catch (WebSocketException)
        {
            return ConsoleEnd.Left;
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return ConsoleEnd.Dark;
        }
    }

    /// <summary>Ends what has to end; also one that was stopped through another daemon.</summary>
    private async Task<ConsoleEnd> WatchAsync(OpenConsole console, Traffic traffic, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(KeepConsole.Every, clock, over);
                if (traffic.ToBrowser.IsStuck(Stuck) || traffic.ToScreen.IsStuck(Stuck))
                {
                    return ConsoleEnd.Broken;
                }

                try
                {
                    if (await keep.LookAsync(console, traffic.LastTouched, over) is { } end)
                    {
                        return end;
                    }
                }
                catch (DbException away)
                {
                    // It is asked again in a second; whoever may not look any more cannot be told apart meanwhile, so not for long.
                    LogAway(console.Server, away.Message);
                    if (traffic.IsUnwatched(KeepConsole.Lease))
                    {
                        return ConsoleEnd.Broken;
                    }

                    continue;
                }

                traffic.Watched();
            }
        }
        catch (OperationCanceledException)
        {
            return ConsoleEnd.Leaving;
        }
    }

    /// <summary>Says why, and waits for the answer; whoever gives none is cut off.</summary>
    private async Task FarewellAsync(WebSocket browser, ConsoleEnd end, Task fromScreen, Task fromBrowser)
    {
        try
        {
            // The last piece first: two may not send at once, nor read.
            await fromScreen.WaitAsync(Farewell, clock);
            using var patience = new CancellationTokenSource(Farewell, clock);
            if (browser.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await browser.CloseOutputAsync((WebSocketCloseStatus)end.Code, end.Words, patience.Token);
            }

            await fromBrowser.WaitAsync(patience.Token);
            var passedOver = new byte[FromBrowser];
            while (browser.State == WebSocketState.CloseSent)
            {
                await browser.ReceiveAsync(passedOver.AsMemory(), patience.Token);
            }
        }
        catch (Exception deaf) when (deaf is TimeoutException or WebSocketException or OperationCanceledException)
        {
            // Cut off below.
        }

        browser.Abort();
    }

    /// <summary>What the watch has to know of the other two.</summary>
    private sealed class Traffic(TimeProvider clock)
    {
        private long _lastTouched = clock.GetUtcNow().UtcTicks;
        private DateTimeOffset _lastWatched = clock.GetUtcNow();

        public DateTimeOffset LastTouched => new(Interlocked.Read(ref _lastTouched), TimeSpan.Zero);

        public void Touched() => Interlocked.Exchange(ref _lastTouched, clock.GetUtcNow().UtcTicks);

        public void Watched() => _lastWatched = clock.GetUtcNow();

        public bool IsUnwatched(TimeSpan limit) => clock.GetUtcNow() - _lastWatched >= limit;

        public Hand ToBrowser { get; } = new(clock);

        public Hand ToScreen { get; } = new(clock);
    }

    /// <summary>What is handed to one side.</summary>
    private sealed class Hand(TimeProvider clock)
    {
        private long _since;

        public void Takes() => Interlocked.Exchange(ref _since, clock.GetUtcNow().UtcTicks);

        public void Took() => Interlocked.Exchange(ref _since, 0);

        public bool IsStuck(TimeSpan limit) => Interlocked.Read(ref _since) is > 0 and var since && clock.GetUtcNow().UtcTicks - since >= limit.Ticks;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "whether the console of server {Server} may stay open cannot be looked up now: {Reason}")]
    private partial void LogAway(ServerId server, string reason);
}
