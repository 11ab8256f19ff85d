using Slipway.Storage;

namespace Slipway.Workflows;

/// <summary>Starts, signals and stops runs, always inside the caller's transaction.</summary>
public sealed class Runs(RunWaker waker, Changes changes, TimeProvider clock)
{
    /// <summary>
    /// Commits a run together with whatever else the transaction holds. A subject with a live run is refused as
    /// <c>workflows.busy</c>, with the <see cref="BusySubject"/> as facts.
    /// </summary>
    /// <param name="action">The word the run is known by outside: <c>deploy</c>, <c>on</c>, <c>terminate</c>.</param>
    public async Task<Result<AsyncKey>> StartAsync<TState>(
        DatabaseTransaction transaction, Workflow<TState> workflow, string action, string subject, string location, AccountId account, TState state)
        where TState : class
    {
        var now = clock.GetUtcNow();
        var run = new Run(AsyncKey.New(), workflow.Name, action, subject, location, account, RunState.Running, 0, 1, 0, StateText.Write(state), null, now, now, now, null, null);
        if (!await RunStore.InsertAsync(transaction, run))
        {
            var running = await RunStore.LiveKeyAsync(transaction, subject);
            return new Failure(
                FailureKind.Busy,
                "workflows.busy",
                $"Another operation on {subject.Replace(':', ' ')} is still running.",
                new BusySubject(subject, running));
        }

        // What is told of its subject may say that it is being worked on.
        changes.Touch(transaction, $"account:{account}");
        waker.WakeAfter(transaction, run.Key);
        return run.Key;
    }

    /// <summary>Tells a run that what it waits for has happened. Signalling twice is the same as once.</summary>
    public async Task SignalAsync(DatabaseTransaction transaction, AsyncKey key, string signal)
    {
        if (await RunStore.RaiseAsync(transaction, key, signal, clock.GetUtcNow()))
        {
            waker.WakeAfter(transaction, key);
        }
    }

    /// <summary>Makes a running run undo itself, for the given reason. Answers false when it is not running any more.</summary>
    public async Task<bool> AbortAsync(DatabaseTransaction transaction, AsyncKey key, Failure reason)
    {
        var run = await RunStore.LoadAsync(transaction, key);
        if (run is not { State: RunState.Running } || !await RunStore.SaveAsync(transaction, run.Refused(reason, clock.GetUtcNow())))
        {
            return false;
        }

        changes.Touch(transaction, $"account:{run.AccountId}");
        waker.WakeAfter(transaction, key);
        return true;
    }

    /// <summary>The same, if the run's state allows it at this very moment. Answers that state, or null when it is not running any more or must not be stopped.</summary>
    public async Task<TState?> AbortAsync<TState>(DatabaseTransaction transaction, AsyncKey key, Failure reason, Func<TState, bool> may)
        where TState : class
    {
        var run = await RunStore.LoadAsync(transaction, key);
        if (run is not { State: RunState.Running } || StateText.Read<TState>(run.StateJson) is not { } state || !may(state)
            || !await RunStore.SaveAsync(transaction, run.Refused(reason, clock.GetUtcNow())))
        {
            return null;
        }

        changes.Touch(transaction, $"account:{run.AccountId}");
        waker.WakeAfter(transaction, key);
        return state;
    }

    /// <summary>
    /// Makes room for another run on the subject: a live one with the same action is answered and stays; any other ends
    /// here, as done, and can commit nothing more.
    /// </summary>
    public async Task<AsyncKey?> ReplaceAsync(DatabaseTransaction transaction, string subject, string action)
    {
        if (await RunStore.LiveKeyAsync(transaction, subject) is not { } key || await RunStore.LoadAsync(transaction, key) is not { } run)
        {
            return null;
        }

        if (run.Action == action)
        {
            return key;
        }

        await RunStore.SaveAsync(transaction, run with { State = run.State.Next(RunVerb.Supersede), EndedAt = clock.GetUtcNow(), DueAt = null, WaitingFor = null });
        return null;
    }

    /// <summary>
    /// Lets the live run of a subject take more upon itself: its state is changed, and what it was just doing is done again with it. Null when
    /// no run lives, or none lives any more. A run that is stuck is joined by nobody who waits for it: <c>workflows.stuck</c>.
    /// </summary>
    /// <param name="change">From the state to another one; told whether the run is being undone. May refuse.</param>
    /// <param name="keepsTime">Is there something in the state whose patience must not begin anew?</param>
    /// <param name="evenStuck">Nobody waits for it: it is enough that it is done once the operator has seen to the run.</param>
    public async Task<Result<AsyncKey?>> JoinAsync<TState>(
        DatabaseTransaction transaction, string subject, Func<TState, bool, Result<TState>> change, Func<TState, bool>? keepsTime = null, bool evenStuck = false)
        where TState : class
    {
        while (await RunStore.LiveKeyAsync(transaction, subject) is { } key && await RunStore.LoadAsync(transaction, key) is { EndedAt: null } run)
        {
            if (run.State == RunState.Stuck && !evenStuck)
            {
                return new Failure(
                    FailureKind.Busy,
                    "workflows.stuck",
                    $"An operation on {subject.Replace(':', ' ')} could not be finished and waits for the operator's attention; ask the support, and try again when it is settled.",
                    new BusySubject(subject, key));
            }

            var state = StateText.Read<TState>(run.StateJson);
            if (!change(state, run.State != RunState.Running).TryGet(out var changed, out var refused))
            {
                return refused;
            }

            var now = clock.GetUtcNow();
            var moves = run.State is RunState.Running or RunState.Unwinding;
            if (await RunStore.SaveAsync(transaction, run with { StateJson = StateText.Write(changed), WaitingFor = null, DueAt = moves ? now : null, StepStartedAt = keepsTime?.Invoke(state) == true ? run.StepStartedAt : now }))
            {
                waker.WakeAfter(transaction, key);
                return key;
            }

            // It has moved on since it was read.
        }

        return (AsyncKey?)null;
    }

    /// <summary>What the run found out is kept no longer.</summary>
    public static Task ForgetResultAsync(DatabaseTransaction transaction, AsyncKey key) => RunStore.ForgetResultAsync(transaction, key);

    /// <summary>The action of a live run.</summary>
    public static async Task<string?> ActionOfAsync(DatabaseSession session, AsyncKey key) => (await RunStore.LoadAsync(session, key))?.Action;

    /// <summary>What the live run of a subject knows; null when none lives, or it is stuck.</summary>
    public static async Task<TState?> MovingAsync<TState>(DatabaseSession session, string subject)
        where TState : class =>
        await RunStore.LiveKeyAsync(session, subject) is { } key && await RunStore.LoadAsync(session, key) is { State: RunState.Running or RunState.Unwinding } run
            ? StateText.Read<TState>(run.StateJson)
            : null;

    /// <summary>The live run of a subject, if any.</summary>
    public static Task<AsyncKey?> LiveAsync(DatabaseSession session, string subject) => RunStore.LiveKeyAsync(session, subject);
}

/// <summary>Facts of <c>workflows.busy</c>.</summary>
public sealed record BusySubject(string Subject, AsyncKey? Running);
