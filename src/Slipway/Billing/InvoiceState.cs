namespace Slipway.Billing;

public enum InvoiceState
{
    Unpaid,
    Paid,
    Cancelled,
    Refunded,

    /// <summary>Still growing: the hours of a month.</summary>
    Draft,

    /// <summary>A gateway has taken the payment and does not say yet whether it will come.</summary>
    PaymentPending,
}

public enum InvoiceVerb
{
    Settle,
    Cancel,
    Refund,
    Await,
    Reopen,
}

/// <summary>The one table of moves of an invoice.</summary>
public static class InvoiceMoves
{
    public static readonly IReadOnlyList<(InvoiceState From, InvoiceVerb Verb, InvoiceState To)> Table =
    [
        (InvoiceState.Draft, InvoiceVerb.Settle, InvoiceState.Paid),
        (InvoiceState.Draft, InvoiceVerb.Cancel, InvoiceState.Cancelled),
        (InvoiceState.Unpaid, InvoiceVerb.Settle, InvoiceState.Paid),
        (InvoiceState.Unpaid, InvoiceVerb.Await, InvoiceState.PaymentPending),
        (InvoiceState.Unpaid, InvoiceVerb.Cancel, InvoiceState.Cancelled),
        (InvoiceState.PaymentPending, InvoiceVerb.Reopen, InvoiceState.Unpaid),
        (InvoiceState.PaymentPending, InvoiceVerb.Settle, InvoiceState.Paid),
        (InvoiceState.PaymentPending, InvoiceVerb.Cancel, InvoiceState.Cancelled),
        (InvoiceState.Paid, InvoiceVerb.Refund, InvoiceState.Refunded),
    ];

    /// <summary>Money is still wanted for it.</summary>
    public static bool IsOpen(this InvoiceState state) => state is InvoiceState.Unpaid or InvoiceState.PaymentPending;

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
