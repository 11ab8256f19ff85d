using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>One ticket with all that was said; with our own <c>attachment_id</c> also what is in that file.</summary>
internal sealed class GetTicket(TicketQueries tickets, TicketNumbers numbers, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var asked = call.Form.RequiredText("ticket_id");
        var attachment = call.Form.Id("attachment_id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var id = numbers.Find(asked!);
        if (await tickets.FindAsync(call.Caller, id, cancellationToken) is not { } found)
        {
            return WireReply.Refused(SupportFailures.NoTicket(asked!));
        }

        if (attachment is not { } file)
        {
            return WireReply.Ok(("ticket", shapes.From(found.Ticket, found.Messages)));
        }

        return await tickets.FileAsync(call.Caller, id, file, cancellationToken) is { } kept
            ? WireReply.Ok(("ticket", shapes.From(found.Ticket)), ("attachment", AttachmentShape.From(kept.Attachment, kept.Content)))
            : WireReply.Refused(SupportFailures.NoAttachment(file));
    }
}
