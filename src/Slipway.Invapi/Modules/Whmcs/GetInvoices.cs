using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The account's invoices, the newest first: all of them unless a part is asked for.</summary>
internal sealed class GetInvoices(InvoiceQueries invoices) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (!InvoiceList.Read(call.Form).TryGet(out var list, out var unreadable))
        {
            return WireReply.Refused(unreadable);
        }

        return (await invoices.ListAsync(call.Caller, cancellationToken)).TryGet(out var all, out var failure) ? list.Reply(all) : WireReply.Refused(failure);
    }
}
