using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Support;

/// <summary>The operator says something, or closes the ticket, or both. The customer is mailed.</summary>
public sealed class AnswerTicket(Database database, TicketLetters letters, TimeProvider clock)
{
    /// <param name="text">May be null when it is only closed.</param>
    public Task<Result<Ticket>> RunAsync(string asked, TicketId? id, string? text, bool close, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Ticket>(
            async transaction =>
            {
                if (id is not { } known || await TicketStore.FindForUpdateAsync(transaction, known) is not { } ticket)
                {
                    return SupportFailures.NoTicket(asked);
                }

                var now = clock.GetUtcNow();
                var words = text is null ? null : new TicketWords(TicketAuthor.Operator, "Support", text) { Field = "text" };
                if (words is not null)
                {
                    if (!(await Conversation.AddAsync(transaction, ticket, TicketVerb.Answer, words, now)).TryGet(out var answered, out var unsaid))
                    {
                        return unsaid;
                    }

                    ticket = answered;
                }

                if (close)
                {
                    if (!(await Conversation.MoveAsync(transaction, ticket, TicketVerb.Close, now)).TryGet(out var closed, out var refused))
                    {
                        return refused;
                    }

                    ticket = closed;
                }

                await letters.AnsweredAsync(transaction, await AccountQueries.GetAsync(transaction, ticket.AccountId), ticket, words);
                return ticket;
            },
            cancellationToken);
}
