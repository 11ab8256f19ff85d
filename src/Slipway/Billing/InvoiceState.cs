namespace Slipway.Billing;

public enum InvoiceState
{
    Unpaid,
    Paid,
    Cancelled,
    Refunded,
}

public enum InvoiceVerb
{
    Settle,
    Cancel,
    Refund,
}

/// <summary>The one table of moves of an invoice.</summary>
public static class InvoiceMoves
{
    public static readonly IReadOnlyList<(InvoiceState From, InvoiceVerb Verb, InvoiceState To)> Table =
    [
        (InvoiceState.Unpaid, InvoiceVerb.Settle, InvoiceState.Paid),
        (InvoiceState.Unpaid, InvoiceVerb.Cancel, InvoiceState.Cancelled),
        (InvoiceState.Paid, InvoiceVerb.Refund, InvoiceState.Refunded),
    ];

    public static Result<InvoiceState> Next(this InvoiceState state, InvoiceVerb verb)
    {
        foreach (var (from, with, to) in Table)
        {
            if (from == state && with == verb)
            {
                return to;
            }
        }

        return state == InvoiceState.Paid && verb == InvoiceVerb.Settle
            ? BillingFailures.AlreadyPaid
            : new Failure(FailureKind.Invalid, "billing.invoice-state", $"An invoice that is {state} cannot be changed this way ({verb}).");
    }
}
