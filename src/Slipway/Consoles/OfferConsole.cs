using System.Net;
using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Consoles;

/// <summary>Gives a customer a ticket to the screen of his server. That there is a screen is tried before, so that a link is worth following.</summary>
public sealed class OfferConsole(Database database, Places places, ServerQueries servers, ConsoleOptions options, TimeProvider clock)
{
    /// <summary>Tickets of one server that nobody has used yet.</summary>
    public const int MostUnused = 10;

    /// <param name="whiteIp">The only address it opens from; null is any.</param>
    /// <param name="alone">Whatever was given out before is ended in the same moment.</param>
    public async Task<Result<ConsoleTicket>> RunAsync(Caller caller, ServerId id, IPAddress? whiteIp, bool alone, CancellationToken cancellationToken)
    {
        if (await NoScreenAsync(caller, id, cancellationToken) is { } none)
        {
            return none;
        }

        return await database.InTransactionAsync<ConsoleTicket>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (Refuse(server) is { } refused)
                {
                    return refused;
                }

                var now = clock.GetUtcNow();
                await ConsoleStore.DeleteExpiredAsync(transaction, now);
                if (alone)
                {
                    await ConsoleStore.StopAllAsync(transaction, id, now);
                }
                else if ((await ConsoleStore.OfServerAsync(transaction, id)).Count(ticket => ticket.Opens(now)) >= MostUnused)
                {
                    return ConsoleFailures.TooManyLinks(id, MostUnused);
                }

                var ticket = new ConsoleTicket(ConsoleTicket.New(), id, whiteIp, now + options.LinkLife);
                await ConsoleStore.InsertAsync(transaction, new KeptTicket(ConsoleTicket.HashOf(ticket.Value)!, id, server.AccountId, whiteIp?.ToString(), ticket.ExpiresAt, null, null));
                return ticket;
            },
            cancellationToken);
    }

    internal static Failure? Refuse(Server server) => server.State switch
    {
        ServerState.Active => null,
        ServerState.Suspended => ProvisioningFailures.Suspended(server.Id, "can be looked at again"),
        _ => ProvisioningFailures.NotReady(server.Id, "looked at"),
    };

    /// <summary>Null when the machine shows something.</summary>
    private async Task<Failure?> NoScreenAsync(Caller caller, ServerId id, CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(caller, id, cancellationToken) is not { } card)
        {
            return ServerFailures.Unknown(id);
        }

        if (Refuse(card.Server) is { } refused)
        {
            return refused;
        }

        if (await places.FindAsync(id, cancellationToken) is not { } place)
        {
            return ProvisioningFailures.NotReady(id, "looked at");
        }

        if ((await place.Driver.Power.StateAsync(place.Machine(id), cancellationToken)).TryGet(out var power, out _) && power == PowerState.Off)
        {
            return card.Work is { } work ? ConsoleFailures.WorkedOn(id, new BusySubject(card.Server.Subject, work))
                : card.Server.Disk == DiskContent.Missing ? ConsoleFailures.NoSystem(id)
                : ConsoleFailures.Off(id);
        }

        if (!(await place.Driver.Console.OpenAsync(place.Machine(id), cancellationToken)).TryGet(out var screen, out var dark))
        {
            return dark;
        }

        await screen.DisposeAsync();
        return null;
    }
}
