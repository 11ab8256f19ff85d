namespace Slipway.Support;

/// <summary>A conversation between a customer and the operator.</summary>
/// <param name="Kind">One of <see cref="TicketKinds"/>.</param>
/// <param name="Location">Of the server; empty when it is about none.</param>
/// <param name="ReplyToken">In the address to which answers by mail go. Whoever has it may write into the ticket.</param>
public sealed record Ticket(
    TicketId Id, AccountId AccountId, ServerId? ServerId, string Kind, string Subject, string Location, TicketState State, string ReplyToken,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ClosedAt);

/// <summary>What is wished for. One open wish of a kind for a server, questions excepted: asking again is asking for the same.</summary>
public static class TicketKinds
{
    public const string Question = "question";
    public const string RemoteHands = "remote-hands";
    public const string Assistance = "assistance";
}

public enum TicketAuthor
{
    Customer,
    Operator,

    /// <summary>The desk itself, which says what happened.</summary>
    Platform,
}

/// <param name="AuthorName">For people: a company, a person, the address a mail came from.</param>
/// <param name="IsByMail">It came by mail: who sent it is only as certain as mail is.</param>
public sealed record TicketMessage(int Id, TicketAuthor Author, string AuthorName, string Body, DateTimeOffset At, bool IsByMail)
{
    public IReadOnlyList<TicketAttachment> Attachments { get; init; } = [];
}

/// <summary>A file of a message, without what is in it.</summary>
public sealed record TicketAttachment(int Id, int MessageId, string Name, string ContentType, int Size);

public sealed record TicketDetails(Ticket Ticket, IReadOnlyList<TicketMessage> Messages);

public static class SupportFailures
{
    /// <summary>Unknown, or somebody else's: one answer.</summary>
    public static Failure NoTicket(string asked) => new(FailureKind.NotFound, "support.unknown", $"there is no ticket {Short(asked)} here.");

    public static Failure NoAttachment(int id) => new(FailureKind.NotFound, "support.attachment-unknown", $"there is no attachment {id} on this ticket.");

    public static Failure Invalid(string field, string allowed) => new(FailureKind.Invalid, "support.invalid", $"{field}: {allowed}");

    /// <summary>Clients read the ticket's number out of this sentence, and take it for success.</summary>
    public static Failure AssistanceOpen(string key) => new(
        FailureKind.Busy, "support.assistance-open", $"There is already an open assistance request for this server: {key}", new OpenWish(key));

    public static Failure RemoteHandsOpen(string key) => new(
        FailureKind.Busy, "support.remote-hands-open", $"There is already an open remote hands request for this server: {key}; write into it instead of opening another one.", new OpenWish(key));

    public static Failure TooManyOpen(int most) => new(
        FailureKind.Invalid, "support.too-many-open", $"an account has {most} open tickets at most; write into one of them, or wait until one is closed.");

    public static Failure TooManyMessages(int most) => new(FailureKind.Invalid, "support.too-many-messages", $"a ticket has {most} messages at most; open another one.");

    public static Failure TooOften(int most) => new(FailureKind.Busy, "support.too-often", $"{most} messages an hour are allowed for an account; try again later.");

    /// <summary>The same mail came twice: what it says is here.</summary>
    public static readonly Failure Received = new(FailureKind.Busy, "support.received", "this mail was received already.");

    public static Failure Unreadable(string why) => new(FailureKind.Invalid, "support.mail-unreadable", why);

    /// <summary>Tickets are not opened for whoever is not known.</summary>
    public static readonly Failure Stranger = new(
        FailureKind.Forbidden, "support.mail-stranger", "we do not know this sender. Write from the address of your account, or answer a mail that we sent about your ticket.");

    private static string Short(string text) => text.Length > 32 ? text[..32] : text;
}

/// <param name="Key">Of the ticket that is open already.</param>
public sealed record OpenWish(string Key);
