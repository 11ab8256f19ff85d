using Slipway.Billing.Documents;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The document of an invoice: a PDF, in base64 under <c>data</c>.</summary>
internal sealed class DownloadInvoice(InvoiceDocuments documents) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("invoice_id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await documents.OfInvoiceAsync(call.Caller, new InvoiceId(id), cancellationToken)).TryGet(out var file, out var failure)
            ? WireReply.Ok(("invoiceid", id), ("filename", file.FileName), ("content_type", file.ContentType), ("size", file.Content.Length), ("data", Convert.ToBase64String(file.Content)))
            : WireReply.Refused(failure);
    }
}
