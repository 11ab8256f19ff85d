using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The customer leaves: now (1), or at the end of what is paid (0, also when nothing is said).</summary>
internal sealed class RequestCancellationOfServer(RequestCancellation cancel) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var immediate = call.Form.Flag("cancellation_type") ?? false;
        var reason = call.Form.Text("cancellation_reason") ?? call.Form.Text("terminate_reason_custom") ?? "";
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var requested = await cancel.RunAsync(call.Caller, new ServerId(id!.Value), immediate, reason, cancellationToken);
        return requested.TryGet(out var arranged, out var failure)
            ? WireReply.Ok(("id", arranged.ServerId.Value), ("ends_at", WireWords.Time(arranged.EndsAt)), ("ends_at_unix", arranged.EndsAt.ToUnixTimeSeconds()))
            : WireReply.Refused(failure);
    }
}
