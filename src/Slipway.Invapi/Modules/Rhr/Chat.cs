using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rhr;

/// <summary>Says something more about a request.</summary>
internal sealed class Chat(WriteToTicket write, TicketNumbers numbers, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var asked = call.Form.RequiredText("id");
        var message = call.Form.RequiredText("message");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var written = await write.RunAsync(call.Caller, asked!, numbers.Find(asked!), new NewWords(message!), cancellationToken, TicketKinds.RemoteHands);
        return written.TryGet(out var ticket, out var failure) ? WireReply.Ok(("id", TicketNumbers.NumberOf(ticket.Id)), ("request", shapes.From(ticket))) : WireReply.Refused(failure);
    }
}
