using System.Net;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Consoles;

/// <summary>
/// Whoever presents a ticket gets the screen, once. The ticket is used up only when the machine has answered, so that one that cannot be
/// reached at the moment does not cost it.
/// </summary>
public sealed class EnterConsole(Database database, Places places, ConsoleSeats seats, ConsoleOptions options, TimeProvider clock)
{
    /// <summary>What the ticket would open. Nothing is used up by asking.</summary>
    public async Task<Result<ConsoleView>> LookAsync(Secret ticket, IPAddress? peer, CancellationToken cancellationToken)
    {
        var (found, server) = ConsoleTicket.HashOf(ticket) is not { } hash ? default : await database.ReadAsync(
            async session => await ConsoleStore.FindAsync(session, hash) is { } kept ? (kept, await ServerQueries.AnyAsync(session, kept.ServerId)) : default,
            cancellationToken);
        return Refuse(found, server, peer) is { } refused ? refused : new ConsoleView(server!.Id, server.Hostname, found!.Hash);
    }

    /// <summary>Opens the screen. Whoever gets it has to dispose of it.</summary>
    public async Task<Result<OpenConsole>> RunAsync(Secret ticket, IPAddress? peer, CancellationToken cancellationToken)
    {
        if (!(await LookAsync(ticket, peer, cancellationToken)).TryGet(out var view, out var refused))
        {
            return refused;
        }

        if (seats.Take() is not { } seat)
        {
            return ConsoleFailures.AllTaken;
        }

        var entered = await OpenAsync(view, seat, peer, cancellationToken);
        if (!entered.Succeeded)
        {
            seat.Dispose();
        }

        return entered;
    }

    private async Task<Result<OpenConsole>> OpenAsync(ConsoleView view, IDisposable seat, IPAddress? peer, CancellationToken cancellationToken)
    {
        if (await places.FindAsync(view.Server, cancellationToken) is not { } place)
        {
            return ConsoleFailures.LinkOver;
        }

        if (!(await place.Driver.Console.OpenAsync(place.Machine(view.Server), cancellationToken)).TryGet(out var screen, out var dark))
        {
            return dark;
        }

        var used = await database.InTransactionAsync<Unit>(transaction => UseAsync(transaction, view, peer), cancellationToken);
        if (used.Failure is { } lost)
        {
            await screen.DisposeAsync();
            return lost;
        }

        return new OpenConsole(view.Server, view.Hash, screen, seat, clock.GetUtcNow());
    }

    private async Task<Result<Unit>> UseAsync(DatabaseTransaction transaction, ConsoleView view, IPAddress? peer)
    {
        // Holding the server makes two who enter at once count one after the other.
        var server = await ServerStates.FindAsync(transaction, view.Server);
        var found = await ConsoleStore.FindAsync(transaction, view.Hash);
        if (Refuse(found, server, peer) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        if ((await ConsoleStore.OfServerAsync(transaction, view.Server)).Count(ticket => ticket.IsOpen(now)) >= options.MostPerServer)
        {
            return ConsoleFailures.TooManyOpen(options.MostPerServer);
        }

        if (!await ConsoleStore.UseAsync(transaction, view.Hash, now, now + KeepConsole.Lease))
        {
            return ConsoleFailures.LinkOver;
        }

        await ServerEvents.AddAsync(transaction, server!, "console opened", $"from {Plain(peer)}", "customer", now);
        return Unit.Value;
    }

    private Failure? Refuse(KeptTicket? ticket, Server? server, IPAddress? peer) =>
        ticket is null || server is null || server.AccountId != ticket.AccountId || !ticket.Opens(clock.GetUtcNow()) ? ConsoleFailures.LinkOver
        : !ticket.Allows(peer) ? ConsoleFailures.OtherAddress
        : OfferConsole.Refuse(server);

    private static string Plain(IPAddress? peer) => peer is null ? "an unknown address" : (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).ToString();
}

/// <summary>What a ticket opens.</summary>
public sealed record ConsoleView(ServerId Server, string Hostname, string Hash);

/// <summary>A screen that somebody looks at.</summary>
/// <param name="Screen">Speaks RFB 3.8 without a password.</param>
public sealed record OpenConsole(ServerId Server, string Hash, Stream Screen, IDisposable Seat, DateTimeOffset OpenedAt);
