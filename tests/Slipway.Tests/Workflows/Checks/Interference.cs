using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>Where a daemon dies: around the journal write of one step.</summary>
public enum Cut
{
    BeforeTheStep,
    AfterTheStep,
    InsideTheTransaction,
}

/// <summary>Where a step fails.</summary>
public enum Fault
{
    BeforeItActed,
    AfterItActed,
    InItsTransaction,
}

/// <summary>What is done to steps. The same for every workflow: a new one gets its checks by being registered.</summary>
internal static class Interference
{
    public static readonly Failure Planted = new(FailureKind.Unsupported, "test.planted", "The check lets this step fail.");

    /// <summary>As after a crash: the first call has acted, but nothing of it was committed. Its database work is done twice too.</summary>
    public static Intercept Twice() => async (_, _, call) =>
    {
        var first = await call();
        var second = await call();
        return second.Progress is Progress.Done && first.JournalWork is { } work && second.JournalWork is { } again
            ? second with { JournalWork = async transaction => (await work(transaction)).Failure is { } refused ? refused : await again(transaction) }
            : second;
    };

    public static Intercept FailingAt(int failing, Fault fault) => async (step, undo, call) =>
    {
        if (undo || step != failing)
        {
            return await call();
        }

        if (fault == Fault.BeforeItActed)
        {
            // The runner keeps the state it has when a step fails, so the text here is never used.
            return new StepResult(new Progress.Failed(Planted), "{}", null);
        }

        var acted = await call();
        // A step that waits or asks again has not come to its end yet.
        return acted.Progress is not Progress.Done ? acted
            : fault == Fault.AfterItActed ? acted with { Progress = new Progress.Failed(Planted), JournalWork = null }
            : acted with { JournalWork = Then(acted.JournalWork, () => Planted) };
    };

    /// <summary>Kills the daemon the first time it comes to this point.</summary>
    public static Intercept CutAt(int at, bool inUndo, Cut cut, CancellationTokenSource life)
    {
        var isDead = false;
        return async (step, undo, call) =>
        {
            if (isDead || step != at || undo != inUndo)
            {
                return await call();
            }

            if (cut == Cut.BeforeTheStep)
            {
                isDead = true;
                throw Killed(life);
            }

            var acted = await call();
            if (acted.Progress is not Progress.Done)
            {
                return acted;
            }

            isDead = true;
            return cut == Cut.AfterTheStep ? throw Killed(life) : acted with { JournalWork = Then(acted.JournalWork, () => throw Killed(life)) };
        };
    }

    public static Intercept Both(Intercept outer, Intercept inner) => (step, undo, call) => outer(step, undo, () => inner(step, undo, call));

    private static OperationCanceledException Killed(CancellationTokenSource life)
    {
        life.Cancel();
        return new OperationCanceledException(life.Token);
    }

    private static Func<DatabaseTransaction, Task<Result<Unit>>> Then(Func<DatabaseTransaction, Task<Result<Unit>>>? work, Func<Failure> end) => async transaction =>
        work is not null && (await work(transaction)).Failure is { } refused ? refused : end();
}
