using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>The caller's tickets of every kind, the latest first.</summary>
internal sealed class GetTickets(TicketQueries tickets, TicketShapes shapes) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var filter = TicketFilter.From(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (filter.Failure is { } refused)
        {
            return WireReply.Refused(refused);
        }

        var found = (await tickets.ListAsync(call.Caller, cancellationToken)).Where(filter.Value.Takes).ToList();
        return WireReply.Ok(("total", found.Count), ("tickets", found.Select(ticket => shapes.From(ticket)).ToArray()));
    }
}
