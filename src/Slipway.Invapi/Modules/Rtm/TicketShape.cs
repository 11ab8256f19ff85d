using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>A ticket as all three modules of the desk tell it.</summary>
/// <param name="Id">The number that is also in <paramref name="Ticket"/>; both name it.</param>
/// <param name="Status">open, waiting_for_customer, waiting_for_operator or closed.</param>
internal sealed record TicketShape(
    int Id, string Ticket, string Subject, string Kind, string Status, int? ServerId, string Location, string Created, string Updated, string? Closed, string Url, MessageShape[]? Messages);

/// <param name="Author">customer, operator or platform.</param>
/// <param name="ByMail">1 when it came by mail.</param>
internal sealed record MessageShape(int Id, string Author, string Name, string Time, string Text, int ByMail, AttachmentShape[] Attachments)
{
    public static MessageShape From(TicketMessage message) => new(
        message.Id, AuthorWord(message.Author), message.AuthorName, WireWords.Time(message.At), message.Body, message.IsByMail ? 1 : 0, [.. message.Attachments.Select(file => AttachmentShape.From(file, null))]);

    private static string AuthorWord(TicketAuthor author) => author switch
    {
        TicketAuthor.Customer => "customer",
        TicketAuthor.Operator => "operator",
        TicketAuthor.Platform => "platform",
    };
}

/// <param name="Data">The file in base64, when it was asked for.</param>
internal sealed record AttachmentShape(int Id, string Name, string ContentType, int Size, string? Data)
{
    public static AttachmentShape From(TicketAttachment file, byte[]? content) => new(file.Id, file.Name, file.ContentType, file.Size, content is null ? null : Convert.ToBase64String(content));
}
