using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>The customer says something more, with files in base64 if need be.</summary>
internal sealed class AddComment(WriteToTicket write, TicketNumbers numbers, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var asked = call.Form.RequiredText("ticket_id");
        // Nothing documents what the text is called; these are what a client would try.
        var message = call.Form.Text("message") ?? call.Form.Text("comment") ?? call.Form.Text("text");
        var files = TicketFields.Files(call.Form);
        if ((call.Form.Complaint ?? files.Failure) is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var written = await write.RunAsync(call.Caller, asked!, numbers.Find(asked!), new NewWords(message ?? "") { Files = files.Value }, cancellationToken);
        return written.TryGet(out var ticket, out var failure) ? WireReply.Ok(("ticket", shapes.From(ticket))) : WireReply.Refused(failure);
    }
}
