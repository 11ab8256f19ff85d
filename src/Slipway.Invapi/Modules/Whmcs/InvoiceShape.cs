using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>An invoice in a list. Amounts are text with two decimals (whmcs.md).</summary>
internal sealed record InvoiceShape(int Id, string Status, string Total, string Balance, string Currencycode, string Date, string Duedate)
{
    public static InvoiceShape From(Invoice invoice) => new(
        invoice.Id.Value, WordOf(invoice.State), invoice.Total.ToText(), invoice.Balance.ToText(), invoice.Total.Currency.Code, WireWords.Day(invoice.IssuedAt), WireWords.Day(invoice.DueAt));

    public static string WordOf(InvoiceState state) => state switch
    {
        InvoiceState.Unpaid => "Unpaid",
        InvoiceState.Paid => "Paid",
        InvoiceState.Cancelled => "Cancelled",
        InvoiceState.Refunded => "Refunded",
        InvoiceState.Draft => "Draft",
        InvoiceState.PaymentPending => "Payment Pending",
    };
}

/// <summary><c>inv_id</c> is the server's number, 0 while there is no machine; <c>relid</c> the service's.</summary>
internal sealed record InvoiceItemShape(int Id, string Type, int Relid, int InvId, string Description, string Amount)
{
    public static InvoiceItemShape From(InvoiceLine line, Invoice invoice, bool serverIsShown) => new(
        line.Id, line.Kind == "preset" ? "Hosting" : "Addon", line.OrderId?.Value ?? 0, serverIsShown ? invoice.ServerId?.Value ?? 0 : 0, line.Description, line.Amount.ToText());
}
