using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The customer stays after all.</summary>
internal sealed class DeleteCancellationRequest(WithdrawCancellation withdraw) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await withdraw.RunAsync(call.Caller, new ServerId(id), cancellationToken)).Failure is { } failure ? WireReply.Refused(failure) : WireReply.Ok(("id", id));
    }
}
