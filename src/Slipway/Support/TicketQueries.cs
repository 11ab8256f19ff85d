using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Support;

/// <summary>Reading tickets: the caller's own, or anybody's for the operator. A key of one server sees that server's tickets only.</summary>
public sealed class TicketQueries(Database database)
{
    /// <summary>More are not listed; the latest come first.</summary>
    public const int MostListed = 500;

    public async Task<IReadOnlyList<Ticket>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(session => TicketStore.ListAsync(session, caller.AccountId, null, MostListed), cancellationToken);
        return [.. all.Where(ticket => IsOf(caller, ticket))];
    }

    /// <summary>Null when it is not there, or not the caller's.</summary>
    public Task<TicketDetails?> FindAsync(Caller caller, TicketId? id, CancellationToken cancellationToken) => FindAsync(id, ticket => IsOf(caller, ticket), cancellationToken);

    /// <summary>What is in a file of the caller's own ticket; null when there is none.</summary>
    public Task<(TicketAttachment Attachment, byte[] Content)?> FileAsync(Caller caller, TicketId? id, int attachment, CancellationToken cancellationToken) =>
        FileAsync(id, attachment, ticket => IsOf(caller, ticket), cancellationToken);

    /// <summary>Everybody's, for the operator.</summary>
    public async Task<IReadOnlyList<Ticket>> AllAsync(TicketState? state, AccountId? account, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => TicketStore.ListAsync(session, account, state, MostListed), cancellationToken);

    public Task<TicketDetails?> AnyAsync(TicketId? id, CancellationToken cancellationToken) => FindAsync(id, _ => true, cancellationToken);

    public Task<(TicketAttachment Attachment, byte[] Content)?> AnyFileAsync(TicketId? id, int attachment, CancellationToken cancellationToken) =>
        FileAsync(id, attachment, _ => true, cancellationToken);

    /// <summary>The caller's own ticket, held until the transaction ends.</summary>
    internal static async Task<Ticket?> OwnForUpdateAsync(DatabaseTransaction transaction, Caller caller, TicketId? id, string? kind) =>
        id is { } known && await TicketStore.FindForUpdateAsync(transaction, known) is { } ticket && IsOf(caller, ticket) && (kind is null || ticket.Kind == kind) ? ticket : null;

    internal static bool IsOf(Caller caller, Ticket ticket) =>
        ticket.AccountId == caller.AccountId && (caller.OnlyServer is null || ticket.ServerId == caller.OnlyServer);

    private async Task<TicketDetails?> FindAsync(TicketId? id, Func<Ticket, bool> mayRead, CancellationToken cancellationToken) =>
        id is not { } known
            ? null
            : await database.ReadAsync(
                async session =>
                {
                    if (await TicketStore.FindAsync(session, known) is not { } ticket || !mayRead(ticket))
                    {
                        return null;
                    }

                    var files = (await TicketStore.AttachmentsAsync(session, known)).ToLookup(file => file.MessageId);
                    return new TicketDetails(ticket, [.. (await TicketStore.MessagesAsync(session, known)).Select(message => message with { Attachments = [.. files[message.Id]] })]);
                },
                cancellationToken);

    private async Task<(TicketAttachment Attachment, byte[] Content)?> FileAsync(TicketId? id, int attachment, Func<Ticket, bool> mayRead, CancellationToken cancellationToken) =>
        id is not { } known
            ? null
            : await database.ReadAsync<(TicketAttachment, byte[])?>(
                async session =>
                    await TicketStore.FindAsync(session, known) is { } ticket && mayRead(ticket)
                    && (await TicketStore.AttachmentsAsync(session, known)).Find(file => file.Id == attachment) is { } found
                    && await TicketStore.ContentAsync(session, known, attachment) is { } content
                        ? (found, content)
                        : null,
                cancellationToken);
}
