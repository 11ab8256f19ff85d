using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Support;

/// <summary>
/// Takes one mail into the desk. A token in the address it was sent to names the ticket, and whoever has the token may write into it; without
/// one the sender must be an account's address, and then it is that account's ticket, or a new one. The same mail twice is once.
/// </summary>
public sealed class ReceiveMail(Database database, TicketNumbers numbers, OpenTicket open, WriteToTicket write)
{
    /// <summary>A mail that is larger is refused.</summary>
    public const int MostBytes = 25 * 1024 * 1024;

    /// <param name="recipient">The address it was delivered to, when the mail server says so beside the message.</param>
    public async Task<Result<ReceivedMail>> RunAsync(byte[] raw, string? recipient, CancellationToken cancellationToken)
    {
        if (!(await IncomingMail.ReadAsync(raw, recipient, cancellationToken)).TryGet(out var mail, out var unreadable))
        {
            return unreadable;
        }

        // Dropped, not refused: a refusal makes the mail server write a mail of its own, to a machine.
        if (mail.Automatic is { } why)
        {
            return new ReceivedMail(MailOutcome.Ignored, null, why);
        }

        var taken = await database.InTransactionAsync(transaction => TakeAsync(transaction, mail), cancellationToken);
        return taken.Failure is { Code: "support.received" } ? new ReceivedMail(MailOutcome.Duplicate, null, "it was received already") : taken;
    }

    private async Task<Result<ReceivedMail>> TakeAsync(DatabaseTransaction transaction, IncomingMail mail)
    {
        if (await TicketStore.IsReceivedAsync(transaction, mail.MailId))
        {
            return SupportFailures.Received;
        }

        foreach (var token in mail.Tokens)
        {
            if (await TicketStore.OfTokenAsync(transaction, token) is { } named)
            {
                return await WrittenAsync(transaction, named, mail);
            }
        }

        if (await AccountQueries.OfAddressAsync(transaction, mail.Sender) is not { } account)
        {
            return SupportFailures.Stranger;
        }

        // Only one's own ticket: somebody else's number in the subject is a subject.
        return numbers.InSubject(mail.Subject) is { } id && await TicketStore.FindAsync(transaction, id) is { } own && own.AccountId == account.Id
            ? await WrittenAsync(transaction, own, mail)
            : await OpenedAsync(transaction, account.Id, mail);
    }

    private async Task<Result<ReceivedMail>> WrittenAsync(DatabaseTransaction transaction, Ticket found, IncomingMail mail)
    {
        var account = await AccountQueries.GetForMoneyAsync(transaction, found.AccountId);
        var ticket = await TicketStore.FindForUpdateAsync(transaction, found.Id) ?? throw new InvalidOperationException($"Ticket {found.Id} is gone.");
        return (await write.WriteAsync(transaction, account, ticket, Words(mail))).TryGet(out var written, out var refused)
            ? new ReceivedMail(MailOutcome.Written, written, null)
            : refused;
    }

    private async Task<Result<ReceivedMail>> OpenedAsync(DatabaseTransaction transaction, AccountId id, IncomingMail mail)
    {
        var account = await AccountQueries.GetForMoneyAsync(transaction, id);
        var wanted = new NewTicket(TicketKinds.Question, mail.Subject.Length > 0 ? mail.Subject : "Without a subject", mail.Body);
        return (await open.OpenAsync(transaction, new Caller(id, null), account, wanted, Words(mail))).TryGet(out var opened, out var refused)
            ? new ReceivedMail(MailOutcome.Opened, opened, null)
            : refused;
    }

    private static TicketWords Words(IncomingMail mail) => new(TicketAuthor.Customer, mail.Sender, mail.Body) { Files = mail.Files, MailId = mail.MailId, Field = "the mail's text" };
}

public enum MailOutcome
{
    /// <summary>A new ticket.</summary>
    Opened,

    /// <summary>Into a ticket that was there.</summary>
    Written,

    /// <summary>It was here already; nothing has changed.</summary>
    Duplicate,

    /// <summary>No person has written it; it is dropped.</summary>
    Ignored,
}

/// <param name="Why">Of a mail that changed nothing.</param>
public sealed record ReceivedMail(MailOutcome Outcome, Ticket? Ticket, string? Why);
