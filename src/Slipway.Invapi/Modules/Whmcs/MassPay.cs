using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>One invoice that pays several: <c>invoices[]=1&amp;invoices[]=2</c>, or the numbers separated by commas.</summary>
internal sealed class MassPay(CollectInvoices collect) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var ids = call.Form.Ids("invoices");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await collect.RunAsync(call.Caller, [.. ids.Select(id => new InvoiceId(id))], cancellationToken)).TryGet(out var invoice, out var failure)
            ? IssuedInvoice.Reply(invoice)
            : WireReply.Refused(failure);
    }
}
