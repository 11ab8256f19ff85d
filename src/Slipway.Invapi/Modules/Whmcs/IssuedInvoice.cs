using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The answer of the actions that make an invoice.</summary>
internal static class IssuedInvoice
{
    // Quirk Q-017: the number alone, where others once answered an object; what it would have held stands beside it.
    public static WireReply Reply(Invoice invoice) => WireReply.Ok(
        ("invoice", invoice.Id.Value),
        ("status", InvoiceShape.WordOf(invoice.State)),
        ("amount", invoice.Total.ToText()),
        ("balance", invoice.Balance.ToText()),
        ("currency_code", invoice.Currency.Code),
        ("duedate", invoice.DueAt.ToDay()));
}
