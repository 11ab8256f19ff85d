using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>Cancellations that are arranged and still to come; with <c>id</c> those of one server.</summary>
internal sealed class GetCancellationRequests(CancellationQueries cancellations) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var only = call.Form.Id("id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await cancellations.ListAsync(call.Caller, cancellationToken)).TryGet(out var all, out var failure)
            ? WireReply.Ok(("requests", all.Where(one => only is null || one.ServerId.Value == only).Select(CancellationShape.From).ToArray()))
            : WireReply.Refused(failure);
    }
}
