using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>A new ticket, about a server or about none.</summary>
internal sealed class OpenQuestion(OpenTicket open, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var subject = call.Form.RequiredText("subject");
        var message = call.Form.RequiredText("message");
        var server = call.Form.Id("server_id") ?? call.Form.Id("id");
        var files = TicketFields.Files(call.Form);
        if ((call.Form.Complaint ?? files.Failure) is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (server is { } id && SessionServers.Refuse(call.Caller, new ServerId(id)) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        var wanted = new NewTicket(TicketKinds.Question, subject!, message!) { Server = server is { } about ? new ServerId(about) : null, Files = files.Value };
        return (await open.RunAsync(call.Caller, wanted, cancellationToken)).TryGet(out var ticket, out var failure)
            ? WireReply.Ok(("ticket_id", TicketNumbers.NumberOf(ticket.Id)), ("ticket", shapes.From(ticket)))
            : WireReply.Refused(failure);
    }
}
