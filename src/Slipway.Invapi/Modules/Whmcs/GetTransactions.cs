using System.Globalization;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>What moved the account's money, the newest first: all of it, that of one invoice, or one by its number or its name at the gateway.</summary>
internal sealed class GetTransactions(PaymentQueries payments) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var invoice = call.Form.Id("invoice_id");
        var only = call.Form.Text("transaction_id")?.Trim();
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var found = invoice is { } id
            ? await payments.OfInvoiceAsync(call.Caller, new InvoiceId(id), cancellationToken)
            : await payments.OfAccountAsync(call.Caller, cancellationToken);
        if (!found.TryGet(out var all, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var shown = all.Where(facts => only is null || facts.TransactionId == only || facts.Id.ToString(CultureInfo.InvariantCulture) == only).Select(Shape).ToArray();
        return WireReply.Ok(("totalresults", shown.Length), ("transactions", shown));
    }

    private static object Shape(TransactionFacts facts) => new
    {
        id = facts.Id,
        date = facts.Date.ToDay(),
        gateway = facts.Gateway,
        description = facts.Description,
        amountin = facts.AmountIn.ToText(),
        amountout = facts.AmountOut.ToText(),
        currencycode = facts.AmountIn.Currency.Code,
        invoiceid = facts.InvoiceId?.Value,
        transid = facts.TransactionId,
    };
}
