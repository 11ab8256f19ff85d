using Slipway.Billing;
using Slipway.Orders;
using Slipway.Servers;
using Slipway.Support;
using Slipway.Workflows;

namespace Slipway.Tests;

/// <summary>The tables of moves, seen alike.</summary>
internal sealed record StateTable(string Name, IReadOnlyList<string> Begins, IReadOnlyList<(string From, string Verb, string To)> Moves, IReadOnlyList<string> States, IReadOnlyList<string> Verbs, Func<string, string, string?> Next)
{
    public static IReadOnlyList<StateTable> All { get; } =
    [
        Of("Order", [OrderState.AwaitingPayment], OrderMoves.Table, (state, verb) => state.Next(verb).TryGet(out var next, out _) ? next : null),
        Of("Server", [ServerState.AwaitingPayment], ServerMoves.Table, (state, verb) => state.Next(verb).TryGet(out var next, out _) ? next : null),
        Of("Invoice", [InvoiceState.Unpaid, InvoiceState.Draft], InvoiceMoves.Table, (state, verb) => state.Next(verb).TryGet(out var next, out _) ? next : null),
        Of("Ticket", [TicketState.Open], TicketMoves.Table, (state, verb) => state.Next(verb).TryGet(out var next, out _) ? next : null),
        Of("Run", [RunState.Running], RunMoves.Table, Run),
    ];

    public override string ToString() => Name;

    private static StateTable Of<TState, TVerb>(string name, TState[] begins, IReadOnlyList<(TState From, TVerb Verb, TState To)> table, Func<TState, TVerb, TState?> next)
        where TState : struct, Enum
        where TVerb : struct, Enum => new(
        name,
        [.. begins.Select(state => state.ToString())],
        [.. table.Select(move => (move.From.ToString(), move.Verb.ToString(), move.To.ToString()))],
        Enum.GetNames<TState>(),
        Enum.GetNames<TVerb>(),
        (state, verb) => next(Enum.Parse<TState>(state), Enum.Parse<TVerb>(verb))?.ToString());

    /// <summary>A run that is moved wrongly is a mistake of ours, not a refusal: it throws.</summary>
    private static RunState? Run(RunState state, RunVerb verb)
    {
        try
        {
            return state.Next(verb);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
