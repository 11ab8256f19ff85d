using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The account's invoices, the newest first: all of them unless a part is asked for.</summary>
internal sealed class GetInvoices(InvoiceQueries invoices) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var start = call.Form.Int("limitstart") ?? 0;
        var count = call.Form.Int("limitnum") ?? int.MaxValue;
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (!(await invoices.ListAsync(call.Caller, cancellationToken)).TryGet(out var all, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var shown = all.Skip(Math.Max(0, start)).Take(Math.Max(0, count)).Select(InvoiceShape.From).ToArray();
        return WireReply.Ok(
            ("totalresults", all.Count), ("startnumber", Math.Max(0, start)), ("numreturned", shown.Length),
            // Quirk Q-013: an object around the array; a bare array breaks a strict client.
            ("invoices", new { invoice = shown }));
    }
}
