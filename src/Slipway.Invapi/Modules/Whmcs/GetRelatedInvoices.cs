using Slipway.Billing;
using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The invoices of one server, also of one that is gone; the parameters and the answer of <c>get_invoices</c>.</summary>
internal sealed class GetRelatedInvoices(ServiceQueries services, InvoiceQueries invoices) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        if (!InvoiceList.Read(call.Form).TryGet(out var list, out var unreadable))
        {
            return WireReply.Refused(unreadable);
        }

        if (!(await services.FindAsync(call.Caller, new ServerId(id!.Value), cancellationToken)).TryGet(out var found, out var unknown))
        {
            return WireReply.Refused(unknown);
        }

        return (await invoices.OfServiceAsync(call.Caller, found.Service.Id, cancellationToken)).TryGet(out var all, out var failure) ? list.Reply(all) : WireReply.Refused(failure);
    }
}
