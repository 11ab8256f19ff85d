using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>
/// The invoices of a service, by the <c>account_id</c> of eq/show. The parameter <c>location</c> repeats the billing entity, of
/// which we are one.
/// </summary>
internal sealed class GetProductInvoice(InvoiceQueries invoices) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("product") is not { } product)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await invoices.OfServiceAsync(call.Caller, new OrderId(product), cancellationToken)).TryGet(out var found, out var failure)
            // Quirk Q-015: a bare array here, and "invoiceid" instead of "id".
            ? WireReply.Ok(("invoices", found.Select(invoice => new { invoiceid = invoice.Id.Value, total = invoice.Total.ToText(), status = InvoiceShape.WordOf(invoice.State) }).ToArray()))
            : WireReply.Refused(failure);
    }
}
