using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Consoles;

/// <summary>What an open console asks for every second: may it stay open? And at its end, that it counts no more.</summary>
public sealed class KeepConsole(Database database, ConsoleOptions options, TimeProvider clock)
{
    /// <summary>How long a console counts as open after its daemon was heard of last.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How often to ask.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RenewBelow = Lease / 2;

    /// <summary>Why it has to end; null while it may stay.</summary>
    /// <param name="lastTouched">When somebody typed or pointed last.</param>
    public async Task<ConsoleEnd?> LookAsync(OpenConsole console, DateTimeOffset lastTouched, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - console.OpenedAt >= options.LongestTime)
        {
            return ConsoleEnd.Longest;
        }

        if (now - lastTouched >= options.IdleTime)
        {
            return ConsoleEnd.Idle;
        }

        var (ticket, server) = await database.ReadAsync(
            async session => (await ConsoleStore.FindAsync(session, console.Hash), await ServerQueries.AnyAsync(session, console.Server)), cancellationToken);
        if (ticket is null || !ticket.IsOpen(now))
        {
            return ConsoleEnd.Stopped;
        }

        if (server is not { State: ServerState.Active })
        {
            return ConsoleEnd.NotActive;
        }

        if (ticket.ExpiresAt - now < RenewBelow)
        {
            await database.InTransactionAsync(transaction => ConsoleStore.KeepOpenAsync(transaction, console.Hash, now + Lease), cancellationToken);
        }

        return null;
    }

    /// <summary>It is closed: it counts no more, and its seat is free.</summary>
    public async Task CloseAsync(OpenConsole console, CancellationToken cancellationToken)
    {
        try
        {
            await console.Screen.DisposeAsync();
            await database.InTransactionAsync(transaction => ConsoleStore.DeleteAsync(transaction, console.Hash), cancellationToken);
        }
        finally
        {
            console.Seat.Dispose();
        }
    }
}

/// <summary>Why a console ended.</summary>
/// <param name="Code">Status of the WebSocket's close: from 4000 they are ours (RFC 6455, 7.4.2).</param>
/// <param name="Words">For whoever looked at it; at most 123 bytes.</param>
public sealed record ConsoleEnd(int Code, string Words)
{
    public static readonly ConsoleEnd Left = new(1000, "");
    public static readonly ConsoleEnd Dark = new(1000, "The server was switched off.");
    public static readonly ConsoleEnd Leaving = new(1001, "The service is being restarted. Get a new link in a moment.");
    public static readonly ConsoleEnd NotBinary = new(1003, "Only binary messages are understood here.");
    public static readonly ConsoleEnd Broken = new(1011, "The connection to the server broke off. Get a new link.");
    public static readonly ConsoleEnd Stopped = new(4001, "The console was ended by its owner (eq/stop_novnc).");
    public static readonly ConsoleEnd Idle = new(4002, "Nobody has typed anything for a long time. Get a new link to go on.");
    public static readonly ConsoleEnd Longest = new(4003, "The console was open for as long as it may be. Get a new link to go on.");
    public static readonly ConsoleEnd NotActive = new(4004, "The server is suspended or has ended.");
}
