namespace Slipway.Support;

public enum TicketState
{
    /// <summary>Asked, and nobody has answered yet.</summary>
    Open,

    /// <summary>The operator has answered.</summary>
    WaitingForCustomer,

    /// <summary>The customer has written again.</summary>
    WaitingForOperator,

    /// <summary>Done with; the customer's next word opens it again.</summary>
    Closed,
}

public enum TicketVerb
{
    /// <summary>The customer says something.</summary>
    Write,

    /// <summary>The operator says something.</summary>
    Answer,

    Close,
}

/// <summary>The one table of moves of a ticket.</summary>
public static class TicketMoves
{
    public static readonly IReadOnlyList<(TicketState From, TicketVerb Verb, TicketState To)> Table =
    [
        (TicketState.Open, TicketVerb.Write, TicketState.Open),
        (TicketState.Open, TicketVerb.Answer, TicketState.WaitingForCustomer),
        (TicketState.Open, TicketVerb.Close, TicketState.Closed),
        (TicketState.WaitingForCustomer, TicketVerb.Write, TicketState.WaitingForOperator),
        (TicketState.WaitingForCustomer, TicketVerb.Answer, TicketState.WaitingForCustomer),
        (TicketState.WaitingForCustomer, TicketVerb.Close, TicketState.Closed),
        (TicketState.WaitingForOperator, TicketVerb.Write, TicketState.WaitingForOperator),
        (TicketState.WaitingForOperator, TicketVerb.Answer, TicketState.WaitingForCustomer),
        (TicketState.WaitingForOperator, TicketVerb.Close, TicketState.Closed),
        (TicketState.Closed, TicketVerb.Write, TicketState.WaitingForOperator),
    ];

    /// <summary>The words in which states are told and asked for.</summary>
    public static readonly IReadOnlyDictionary<string, TicketState> Words = new Dictionary<string, TicketState>(StringComparer.OrdinalIgnoreCase)
    {
        ["open"] = TicketState.Open,
        ["waiting_for_customer"] = TicketState.WaitingForCustomer,
        ["waiting_for_operator"] = TicketState.WaitingForOperator,
        ["closed"] = TicketState.Closed,
    };

    public static string Word(this TicketState state) => Words.First(word => word.Value == state).Key;

    public static Result<TicketState> Next(this TicketState state, TicketVerb verb)
    {
        foreach (var (from, with, to) in Table)
        {
            if (from == state && with == verb)
            {
                return to;
            }
        }

        return new Failure(FailureKind.Busy, "support.state", $"A ticket that is {state.Word()} does not allow this ({verb}).");
    }
}
