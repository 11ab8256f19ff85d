using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>
/// What came to the credit balance and what went, the newest first, 500 at most. Credit is the account's, so the parameter
/// <c>id</c> that some clients send, a server's, changes nothing.
/// </summary>
internal sealed class GetCredits(CreditQueries credits) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (!(await credits.HistoryAsync(call.Caller, cancellationToken)).TryGet(out var history, out var failure))
        {
            return WireReply.Refused(failure);
        }

        return WireReply.Ok(
            ("totalresults", history.Movements.Count),
            ("balance", history.Balance.ToText()),
            ("currencycode", history.Balance.Currency.Code),
            ("credits", new { credit = history.Movements.Select(Shape).ToArray() }));
    }

    private static object Shape(CreditMovement movement) => new
    {
        id = movement.Id,
        amount = movement.Amount.ToText(),
        currencycode = movement.Amount.Currency.Code,
        date = movement.At.ToDay(),
        description = movement.Memo,
        kind = movement.Kind,
        invoiceid = movement.InvoiceId?.Value,
    };
}
