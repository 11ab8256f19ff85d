namespace Slipway.Workflows;

public enum RunState
{
    /// <summary>Steps are being done.</summary>
    Running,

    /// <summary>Something was refused; finished steps are being undone, the last one first.</summary>
    Unwinding,

    /// <summary>All steps are done.</summary>
    Done,

    /// <summary>All is undone.</summary>
    Failed,

    /// <summary>An undo gave up. An operator decides: retry, skip or unwind.</summary>
    Stuck,
}

public enum RunVerb
{
    Finish,
    Refuse,
    FinishUndo,
    GiveUp,
    RetryByOperator,

    /// <summary>Another wish for the same subject takes its place.</summary>
    Supersede,
}

/// <summary>The one table of moves of a run.</summary>
public static class RunMoves
{
    public static readonly IReadOnlyList<(RunState From, RunVerb Verb, RunState To)> Table =
    [
        (RunState.Running, RunVerb.Finish, RunState.Done),
        (RunState.Running, RunVerb.Refuse, RunState.Unwinding),
        (RunState.Unwinding, RunVerb.FinishUndo, RunState.Failed),
        (RunState.Unwinding, RunVerb.GiveUp, RunState.Stuck),
        (RunState.Stuck, RunVerb.RetryByOperator, RunState.Unwinding),
        (RunState.Running, RunVerb.Supersede, RunState.Done),
        (RunState.Unwinding, RunVerb.Supersede, RunState.Done),
        (RunState.Stuck, RunVerb.Supersede, RunState.Done),
    ];

    public static bool IsLive(this RunState state) => state is RunState.Running or RunState.Unwinding or RunState.Stuck;

    public static RunState Next(this RunState state, RunVerb verb)
    {
        foreach (var (from, with, to) in Table)
        {
            if (from == state && with == verb)
            {
                return to;
            }
        }

        throw new InvalidOperationException($"A run that is {state} cannot {verb}.");
    }
}
