using Slipway.Billing;
using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>
/// The customer leaves: now (1), or at the end of what is paid (0, also when nothing is said). With our own <c>dry_run=1</c> it only
/// tells what would come of it. An order that is not paid yet shows no server, so it is named by <c>invoice_id</c>.
/// </summary>
internal sealed class RequestCancellationOfServer(RequestCancellation cancel, InvoiceQueries invoices) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var invoice = call.Form.Id("invoice_id");
        var id = invoice is null ? call.Form.RequiredId("id") : call.Form.Id("id");
        var immediate = call.Form.Flag("cancellation_type") ?? false;
        var isDryRun = call.Form.Flag("dry_run") ?? false;
        var reason = call.Form.Text("cancellation_reason") ?? call.Form.Text("terminate_reason_custom") ?? "";
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (!(id is { } server ? new ServerId(server) : await OfInvoiceAsync(call, new InvoiceId(invoice!.Value), cancellationToken)).TryGet(out var leaving, out var unknown))
        {
            return WireReply.Refused(unknown);
        }

        var requested = isDryRun
            ? await cancel.QuoteAsync(call.Caller, leaving, immediate, cancellationToken)
            : await cancel.RunAsync(call.Caller, leaving, immediate, reason, cancellationToken);
        return requested.TryGet(out var arranged, out var failure)
            ? WireReply.Ok(
                ("id", arranged.ServerId.Value), ("ends_at", WireWords.Time(arranged.EndsAt)), ("ends_at_unix", arranged.EndsAt.ToUnixTimeSeconds()),
                ("refund", arranged.Refund.ToText()), ("currencycode", arranged.Refund.Currency.Code), ("dry_run", isDryRun ? 1 : null))
            : WireReply.Refused(failure);
    }

    private async Task<Result<ServerId>> OfInvoiceAsync(WireCall call, InvoiceId id, CancellationToken cancellationToken)
    {
        if (!(await invoices.FindAsync(call.Caller, id, cancellationToken)).TryGet(out var details, out var failure))
        {
            return failure;
        }

        // A paid order has a server with a number, and a renewal is not the way to name what is to be given up.
        return details.Invoice is { Purpose: InvoicePurpose.Order, ServerId: { } server } invoice && invoice.State.IsOpen()
            ? server
            : new Failure(
                FailureKind.Invalid, WireFailures.NotAnUnpaidOrder, $"invoice_id: invoice {id} is not that of an unpaid order; give the server's number as id");
    }
}
