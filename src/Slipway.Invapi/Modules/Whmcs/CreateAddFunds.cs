using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>An invoice for credit. <c>subscribe</c>, which some clients send, is not offered and changes nothing.</summary>
internal sealed class CreateAddFunds(RequestTopUp topUp) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        _ = call.Form.RequiredText("amount");
        var amount = call.Form.Amount("amount");
        var description = call.Form.Text("description")?.Trim();
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await topUp.RunAsync(call.Caller, amount!.Value, description, cancellationToken)).TryGet(out var invoice, out var failure)
            ? IssuedInvoice.Reply(invoice)
            : WireReply.Refused(failure);
    }
}
