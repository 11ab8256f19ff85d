namespace Slipway.Orders;

public enum OrderState
{
    AwaitingPayment,
    Fulfilling,
    Active,
    Cancelled,
    Failed,
    Ended,
}

public enum OrderVerb
{
    Pay,
    Activate,
    Cancel,
    Fail,
    End,
}

/// <summary>The one table of moves of an order.</summary>
public static class OrderMoves
{
    public static readonly IReadOnlyList<(OrderState From, OrderVerb Verb, OrderState To)> Table =
    [
        (OrderState.AwaitingPayment, OrderVerb.Pay, OrderState.Fulfilling),
        (OrderState.AwaitingPayment, OrderVerb.Cancel, OrderState.Cancelled),
        (OrderState.AwaitingPayment, OrderVerb.Fail, OrderState.Failed),
        (OrderState.Fulfilling, OrderVerb.Activate, OrderState.Active),
        (OrderState.Fulfilling, OrderVerb.Cancel, OrderState.Cancelled),
        (OrderState.Fulfilling, OrderVerb.Fail, OrderState.Failed),
        (OrderState.Active, OrderVerb.End, OrderState.Ended),
    ];

    public static Result<OrderState> Next(this OrderState state, OrderVerb verb)
    {
        foreach (var (from, with, to) in Table)
        {
            if (from == state && with == verb)
            {
                return to;
            }
        }

        return new Failure(FailureKind.Busy, "orders.state", $"An order that is {state} does not allow this ({verb}).");
    }
}
