using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>An invoice in a list. Amounts are text with two decimals (whmcs.md).</summary>
internal sealed record InvoiceShape(int Id, string Status, string Total, string Balance, string Currencycode, string Date, string Duedate)
{
    public static InvoiceShape From(Invoice invoice) => new(
        invoice.Id.Value, WordOf(invoice.State), invoice.Total.ToText(), invoice.Balance.ToText(), invoice.Total.Currency.Code, invoice.IssuedAt.ToDay(), invoice.DueAt.ToDay());

    // A statement that still grows is "Draft": the clients that wait for payments and those that pay act on "Unpaid" and its like only.
    public static string WordOf(InvoiceState state) => state switch
    {
        InvoiceState.Unpaid => "Unpaid",
        InvoiceState.Paid => "Paid",
        InvoiceState.Cancelled => "Cancelled",
        InvoiceState.Refunded => "Refunded",
        InvoiceState.Draft => "Draft",
        InvoiceState.PaymentPending => "Payment Pending",
    };

    public static string WordOf(InvoicePurpose purpose) => purpose switch
    {
        InvoicePurpose.Order => "order",
        InvoicePurpose.Renewal => "renewal",
        InvoicePurpose.TopUp => "top-up",
        InvoicePurpose.Collective => "collective",
        InvoicePurpose.Usage => "usage",
        InvoicePurpose.AddOn => "add-on",
    };
}

/// <summary><c>inv_id</c> is the server's number, 0 while there is no machine; <c>relid</c> the service's. <c>pays</c>: the invoice that a collective one pays.</summary>
internal sealed record InvoiceItemShape(int Id, string Type, int Relid, int InvId, string Description, string Amount, int? Pays)
{
    public static InvoiceItemShape From(InvoiceLine line, Invoice invoice, bool serverIsShown) => new(
        line.Id, TypeOf(line.Kind), line.OrderId?.Value ?? 0, serverIsShown ? invoice.ServerId?.Value ?? 0 : 0, line.Description, line.Amount.ToText(), line.Pays?.Value);

    private static string TypeOf(string kind) => kind switch
    {
        "preset" or "hours" => "Hosting",
        "top-up" => "AddFunds",
        "invoice" => "Invoice",
        "promotion" => "PromoHosting",
        _ => "Addon",
    };
}

/// <summary>What was given back of an invoice.</summary>
internal sealed record CreditNoteShape(int Id, string Number, string Date, string Total, string Tax, string Reason)
{
    public static CreditNoteShape From(CreditNote note) => new(note.Id, note.Number, note.IssuedAt.ToDay(), note.Total.ToText(), note.Tax.ToText(), note.Reason);
}
