using Slipway.Storage;

namespace Slipway.Support;

/// <summary>Moving a ticket and adding to it, inside the caller's transaction. Nothing else assigns a state.</summary>
internal static class Conversation
{
    public const int MostMessages = 500;

    /// <summary>The ticket holds the words and has moved. Refused when the mail they came by is here already.</summary>
    public static async Task<Result<Ticket>> AddAsync(DatabaseTransaction transaction, Ticket ticket, TicketVerb verb, TicketWords words, DateTimeOffset now)
    {
        if (Check(words) is { } mistake)
        {
            return mistake;
        }

        if (await TicketStore.CountMessagesAsync(transaction, ticket.Id) >= MostMessages)
        {
            return SupportFailures.TooManyMessages(MostMessages);
        }

        if (words.Files.Count > 0 && await TicketStore.CountFilesAsync(transaction, ticket.Id) + words.Files.Count > TicketFile.MostOnTicket)
        {
            return SupportFailures.Invalid("attachments", $"a ticket has {TicketFile.MostOnTicket} attachments at most; open another one.");
        }

        if (!(await MoveAsync(transaction, ticket, verb, now)).TryGet(out var moved, out var refused))
        {
            return refused;
        }

        if (await TicketStore.InsertMessageAsync(transaction, ticket.Id, words, now) is not { } message)
        {
            return SupportFailures.Received;
        }

        foreach (var file in words.Files)
        {
            await TicketStore.InsertFileAsync(transaction, message, file);
        }

        return moved;
    }

    public static async Task<Result<Ticket>> MoveAsync(DatabaseTransaction transaction, Ticket ticket, TicketVerb verb, DateTimeOffset now)
    {
        if (!ticket.State.Next(verb).TryGet(out var state, out var refused))
        {
            return refused;
        }

        var moved = ticket with { State = state, UpdatedAt = now, ClosedAt = state == TicketState.Closed ? now : null };
        await TicketStore.UpdateAsync(transaction, moved);
        return moved;
    }

    public static Failure? Check(TicketWords words) =>
        (words.Files.Count > 0 && words.Body.Length == 0 ? null : TicketText.CheckBody(words.Field, words.Body))
        ?? (words.Files.Count > TicketFile.Most ? SupportFailures.Invalid("attachments", $"at most {TicketFile.Most} are allowed in a message.") : null)
        ?? (words.Files.FirstOrDefault(file => file.Content.Length is 0 or > TicketFile.LargestBytes) is { } file
            ? SupportFailures.Invalid("attachments", $"{file.Name} has {file.Content.Length} bytes; 1 to {TicketFile.LargestBytes} are allowed.")
            : null);
}

/// <summary>What is said, by whom.</summary>
public sealed record TicketWords(TicketAuthor Author, string AuthorName, string Body)
{
    /// <summary>Cleaned as it is set: everything that comes in passes here.</summary>
    public string Body { get; } = TicketText.Clean(Body);

    public string AuthorName { get; } = TicketText.CleanLine(AuthorName);

    public IReadOnlyList<TicketFile> Files { get; init; } = [];

    /// <summary>The mail it came by; one that comes twice is one.</summary>
    public string? MailId { get; init; }

    /// <summary>What the text is called where it was given: a refusal names it.</summary>
    public string Field { get; init; } = "message";
}
