using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rhr;

/// <summary>The caller's requests for remote hands, the latest first.</summary>
internal sealed class ListRequests(TicketQueries tickets, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var filter = TicketFilter.From(call.Form);
        if ((call.Form.Complaint ?? filter.Failure) is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return WireReply.Ok(("requests", (await tickets.ListAsync(call.Caller, cancellationToken))
            .Where(ticket => ticket.Kind == TicketKinds.RemoteHands && filter.Value.Takes(ticket))
            .Select(ticket => shapes.From(ticket))
            .ToArray()));
    }
}
