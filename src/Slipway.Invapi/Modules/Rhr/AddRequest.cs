using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rhr;

/// <summary>Somebody in the data centre is to do something to the server.</summary>
internal sealed class AddRequest(OpenTicket open, TicketShapes shapes) : ServerAction
{
    private const int LongestType = 100;

    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var comment = call.Form.RequiredText("comment");
        var type = call.Form.Text("request_type")?.Trim();
        if (call.Form.Complaint is { } complaint)
        {
            return Refused(complaint);
        }

        if (type?.Length > LongestType)
        {
            return Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"request_type must have at most {LongestType} characters"));
        }

        var wanted = new NewTicket(TicketKinds.RemoteHands, string.IsNullOrEmpty(type) ? "Remote hands" : $"Remote hands: {type}", comment!) { Server = server, BodyField = "comment" };
        return (await open.RunAsync(call.Caller, wanted, cancellationToken)).TryGet(out var ticket, out var failure)
            ? WireReply.Ok(("id", TicketNumbers.NumberOf(ticket.Id)), ("request", shapes.From(ticket)))
            : Refused(failure);
    }
}
