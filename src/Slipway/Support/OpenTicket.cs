using System.Security.Cryptography;
using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Support;

/// <summary>A customer wants something.</summary>
public sealed class OpenTicket(Database database, TicketLetters letters, TicketNumbers numbers, TimeProvider clock)
{
    public const int MostOpen = 50;

    public Task<Result<Ticket>> RunAsync(Caller caller, NewTicket wanted, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                // The row of the account is what those who write at the same time wait at for each other.
                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                return await OpenAsync(transaction, caller, account, wanted, new TicketWords(TicketAuthor.Customer, account.Name, wanted.Body) { Files = wanted.Files, Field = wanted.BodyField });
            },
            cancellationToken);

    internal async Task<Result<Ticket>> OpenAsync(DatabaseTransaction transaction, Caller caller, Account account, NewTicket wanted, TicketWords words)
    {
        var subject = TicketText.Clean(wanted.Subject);
        if ((TicketText.CheckSubject("subject", subject) ?? Conversation.Check(words)) is { } mistake)
        {
            return mistake;
        }

        // A key of one server speaks of that server.
        var about = wanted.Server ?? caller.OnlyServer;
        Server? server = null;
        if (about is { } id)
        {
            if (!caller.Sees(id))
            {
                return AccountFailures.PermissionDenied;
            }

            server = await ServerStates.FindOwnAsync(transaction, caller, id);
            if (server is null or { State: ServerState.AwaitingPayment })
            {
                return ServerFailures.Unknown(id);
            }
        }

        var now = clock.GetUtcNow();
        if (await WriteToTicket.TooOftenAsync(transaction, account.Id, now) is { } tooOften)
        {
            return tooOften;
        }

        if (server is not null && wanted.Kind != TicketKinds.Question && await TicketStore.OpenWishAsync(transaction, server.Id, wanted.Kind) is { } open)
        {
            return IsOpen(open);
        }

        if (await TicketStore.CountOpenAsync(transaction, account.Id) >= MostOpen)
        {
            return SupportFailures.TooManyOpen(MostOpen);
        }

        var made = await TicketStore.InsertAsync(
            transaction,
            new Ticket(default, account.Id, server?.Id, wanted.Kind, subject, server?.Location ?? "", TicketState.Open, RandomNumberGenerator.GetHexString(32, lowercase: true), now, now, null));
        if (made is null)
        {
            throw new InvalidOperationException($"A wish of the kind {wanted.Kind} for server {about} appeared while the account was held.");
        }

        if (!(await Conversation.AddAsync(transaction, made, TicketVerb.Write, words, now)).TryGet(out var ticket, out var refused))
        {
            return refused;
        }

        await letters.OpenedAsync(transaction, account, server, ticket, words);
        return ticket;
    }

    internal Failure IsOpen(Ticket open) =>
        open.Kind == TicketKinds.RemoteHands ? SupportFailures.RemoteHandsOpen(numbers.KeyOf(open.Id)) : SupportFailures.AssistanceOpen(numbers.KeyOf(open.Id));
}

public sealed record NewTicket(string Kind, string Subject, string Body)
{
    public ServerId? Server { get; init; }

    public IReadOnlyList<TicketFile> Files { get; init; } = [];

    /// <summary>What the text is called where it was given: a refusal names it.</summary>
    public string BodyField { get; init; } = "message";
}
