using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Support;

/// <summary>The customer needs it no more.</summary>
public sealed class DiscardTicket(Database database, TicketLetters letters, TimeProvider clock)
{
    /// <param name="kind">Only a ticket of this kind.</param>
    public Task<Result<Ticket>> RunAsync(Caller caller, string asked, TicketId? id, string kind, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Ticket>(
            async transaction =>
            {
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (await TicketQueries.OwnForUpdateAsync(transaction, caller, id, kind) is not { } ticket)
                {
                    return SupportFailures.NoTicket(asked);
                }

                // Asking again for what is so already is no mistake.
                if (ticket.State == TicketState.Closed)
                {
                    return ticket;
                }

                if (!(await Conversation.MoveAsync(transaction, ticket, TicketVerb.Close, clock.GetUtcNow())).TryGet(out var closed, out var refused))
                {
                    return refused;
                }

                await letters.DiscardedAsync(transaction, account, closed);
                return closed;
            },
            cancellationToken);
}
