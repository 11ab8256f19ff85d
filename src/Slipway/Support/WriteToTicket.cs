using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Support;

/// <summary>The customer says something more. A ticket that was closed is open again.</summary>
public sealed class WriteToTicket(Database database, TicketLetters letters, OpenTicket open, TimeProvider clock)
{
    public const int MostAnHour = 60;

    /// <param name="kind">Only a ticket of this kind; any when null.</param>
    public Task<Result<Ticket>> RunAsync(Caller caller, string asked, TicketId? id, NewWords said, CancellationToken cancellationToken, string? kind = null) =>
        database.InTransactionAsync<Ticket>(
            async transaction =>
            {
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (await TicketQueries.OwnForUpdateAsync(transaction, caller, id, kind) is not { } ticket)
                {
                    return SupportFailures.NoTicket(asked);
                }

                var words = new TicketWords(TicketAuthor.Customer, account.Name, said.Body) { Files = said.Files };
                return await WriteAsync(transaction, account, ticket, words);
            },
            cancellationToken);

    /// <summary>The account is held.</summary>
    internal async Task<Result<Ticket>> WriteAsync(DatabaseTransaction transaction, Account account, Ticket ticket, TicketWords words)
    {
        var now = clock.GetUtcNow();
        if (await TooOftenAsync(transaction, account.Id, now) is { } tooOften)
        {
            return tooOften;
        }

        if (ticket is { State: TicketState.Closed, ServerId: { } server } && ticket.Kind != TicketKinds.Question && await TicketStore.OpenWishAsync(transaction, server, ticket.Kind) is { } newer)
        {
            return open.IsOpen(newer);
        }

        if (!(await Conversation.AddAsync(transaction, ticket, TicketVerb.Write, words, now)).TryGet(out var written, out var refused))
        {
            return refused;
        }

        await letters.WrittenAsync(transaction, account, written, words);
        return written;
    }

    internal static async Task<Failure?> TooOftenAsync(DatabaseSession session, AccountId account, DateTimeOffset now) =>
        await TicketStore.CountWrittenAsync(session, account, now - TimeSpan.FromHours(1)) >= MostAnHour ? SupportFailures.TooOften(MostAnHour) : null;
}

/// <summary>What a customer adds.</summary>
public sealed record NewWords(string Body)
{
    public IReadOnlyList<TicketFile> Files { get; init; } = [];
}
