using System.Globalization;
using Slipway.Billing;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>One invoice with its lines. The parameter <c>location</c> that some clients send says nothing we need.</summary>
internal sealed class GetInvoice(InvoiceQueries invoices, SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("invoice_id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        if (!(await invoices.FindAsync(call.Caller, new InvoiceId(id), cancellationToken)).TryGet(out var details, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var invoice = details.Invoice;
        var serverIsShown = invoice.ServerId is { } server && (await servers.CardAsync(call.Caller, server, cancellationToken)).Succeeded;
        return WireReply.Ok(
            ("invoiceid", invoice.Id.Value),
            // Empty until the money is earned: until then it is a proforma invoice.
            ("number", invoice.Number ?? ""),
            ("userid", invoice.AccountId.Value),
            ("status", InvoiceShape.WordOf(invoice.State)),
            ("subtotal", invoice.Net.ToText()),
            ("tax", invoice.Tax.ToText()),
            ("taxrate", invoice.TaxTreatment.Percent.ToString("0.00", CultureInfo.InvariantCulture)),
            ("total", invoice.Total.ToText()),
            ("balance", invoice.Balance.ToText()),
            ("paid", invoice.Paid.ToText()),
            ("refunded", invoice.Refunded.ToText()),
            ("currencycode", invoice.Total.Currency.Code),
            ("date", invoice.IssuedAt.ToDay()),
            ("duedate", invoice.DueAt.ToDay()),
            ("datepaid", invoice.SettledAt is { } settled ? settled.ToDay() : ""),
            ("purpose", InvoiceShape.WordOf(invoice.Purpose)),
            ("period_from", invoice.PeriodFrom is { } from ? WireWords.Time(from) : null),
            ("period_to", invoice.PeriodTo is { } to ? WireWords.Time(to) : null),
            ("notes", TaxNote.Of(invoice.TaxTreatment) ?? ""),
            ("items", new { item = details.Lines.Select(line => InvoiceItemShape.From(line, invoice, serverIsShown)).ToArray() }),
            ("credit_notes", details.CreditNotes.Select(CreditNoteShape.From).ToArray()));
    }
}
