using Slipway.Accounts;
using Slipway.Mail;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Support.Mails;

namespace Slipway.Support;

/// <summary>Who is mailed about a ticket, in the transaction that changes it. Customers answer to an address of the ticket's own.</summary>
public sealed class TicketLetters(Outbox outbox, SupportOptions options, TicketNumbers numbers)
{
    internal async Task OpenedAsync(DatabaseTransaction transaction, Account account, Server? server, Ticket ticket, TicketWords words)
    {
        await ToOperatorAsync(transaction, account, ticket, "A new ticket", words, server?.Hostname);
        await ToCustomerAsync(
            transaction, account, ticket,
            new TicketOpened(numbers.KeyOf(ticket.Id), ticket.Subject, words.Body, Names(words), ticket.ServerId?.Value, server?.Hostname, options.ReplyAddress is not null));
    }

    internal Task WrittenAsync(DatabaseTransaction transaction, Account account, Ticket ticket, TicketWords words) => ToOperatorAsync(transaction, account, ticket, "The customer has written", words);

    internal Task DiscardedAsync(DatabaseTransaction transaction, Account account, Ticket ticket) => ToOperatorAsync(transaction, account, ticket, "The customer needs this no more and has closed it", null);

    internal Task AnsweredAsync(DatabaseTransaction transaction, Account account, Ticket ticket, TicketWords? words) =>
        ToCustomerAsync(
            transaction, account, ticket,
            new TicketAnswered(numbers.KeyOf(ticket.Id), ticket.Subject, words?.Body, ticket.State == TicketState.Closed, options.ReplyAddress is not null));

    private Task ToCustomerAsync(DatabaseTransaction transaction, Account account, Ticket ticket, Letter letter) =>
        outbox.QueueAsync(transaction, account.Email, letter, options.ReplyAddressOf(ticket));

    // No address to answer to: whoever could write there could speak as the operator.
    private Task ToOperatorAsync(DatabaseTransaction transaction, Account account, Ticket ticket, string what, TicketWords? words, string? hostname = null) =>
        options.Mailbox is not { } mailbox
            ? Task.CompletedTask
            : outbox.QueueAsync(
                transaction, mailbox,
                new TicketNews(
                    numbers.KeyOf(ticket.Id), ticket.Subject, what, ticket.Kind, $"{account.Name} <{account.Email}> (#{account.Id})", ticket.ServerId?.Value, hostname, ticket.Location,
                    words?.AuthorName, words?.MailId is not null, words?.Body, words is null ? [] : Names(words)));

    private static IReadOnlyList<string> Names(TicketWords words) => [.. words.Files.Select(file => $"{file.Name} ({file.Content.Length} bytes)")];
}
