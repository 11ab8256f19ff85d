using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>Pays an invoice from the credit balance, wholly or in part. Paid in full, it starts its deployment.</summary>
internal sealed class ApplyCreditToInvoice(ApplyCredit applyCredit) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("invoice_id");
        var amount = call.Form.Amount("amount");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await applyCredit.RunAsync(call.Caller, new InvoiceId(id!.Value), amount, cancellationToken)).TryGet(out var invoice, out var failure)
            ? WireReply.Ok(
                ("invoiceid", invoice.Id.Value), ("amount", invoice.Paid.ToText()), ("balance", invoice.Balance.ToText()),
                ("status", InvoiceShape.WordOf(invoice.State)), ("invoicepaid", invoice.State == InvoiceState.Paid ? "true" : "false"))
            : WireReply.Refused(failure);
    }
}
