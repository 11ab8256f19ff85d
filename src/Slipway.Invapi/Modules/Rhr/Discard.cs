using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rhr;

/// <summary>The request is not needed any more; one that is closed already is no failure.</summary>
internal sealed class Discard(DiscardTicket discard, TicketNumbers numbers, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var asked = call.Form.RequiredText("id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var discarded = await discard.RunAsync(call.Caller, asked!, numbers.Find(asked!), TicketKinds.RemoteHands, cancellationToken);
        return discarded.TryGet(out var ticket, out var failure) ? WireReply.Ok(("id", TicketNumbers.NumberOf(ticket.Id)), ("request", shapes.From(ticket))) : WireReply.Refused(failure);
    }
}
