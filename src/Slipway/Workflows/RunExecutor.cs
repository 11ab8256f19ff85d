using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Workflows;

/// <summary>
/// Takes a run one step further. Knows nothing of who calls it or where: the grain does in production, the workflow
/// checks do in tests. What it commits, it commits under the run's version, so a caller that has lost its right to the run
/// changes nothing.
/// </summary>
public sealed partial class RunExecutor(
    Database database, WorkflowList workflows, IServiceScopeFactory scopes, Changes changes, TimeProvider clock, ILogger<RunExecutor> log)
{
    // A run that is being worked on in memory looks overdue this long after its last word; then anybody may take it up.
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan UndoPatience = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Does the step that is due. Answers when to be called again: at once (zero), later, or null when the run sleeps until
    /// a signal or is over.
    /// </summary>
    public async Task<TimeSpan?> AdvanceAsync(AsyncKey key, CancellationToken cancellationToken)
    {
        var (run, signals) = await database.ReadAsync(
            async session => (await RunStore.LoadAsync(session, key), await RunStore.SignalsAsync(session, key)), cancellationToken);
        var now = clock.GetUtcNow();
        if (run is null || run.DueAt is null || run.State is not (RunState.Running or RunState.Unwinding))
        {
            return null;
        }

        if (run.WaitingFor is not null && run.DueAt > now)
        {
            return null;
        }

        var workflow = workflows.Get(run.Workflow);
        var undo = run.State == RunState.Unwinding;
        var call = new StepCall(run.Facts, run.StateJson, run.StepStartedAt, now, signals);
        await using var scope = scopes.CreateAsyncScope();
        StepResult result;
        try
        {
            result = undo
                ? await workflow.UndoStepAsync(scope.ServiceProvider, run.Step, call, cancellationToken)
                : await workflow.RunStepAsync(scope.ServiceProvider, run.Step, call, cancellationToken);
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogBroken(run.Key, workflow.StepNames[run.Step], broken);
            result = new(new Progress.Failed(Unexpected), run.StateJson, null);
        }

        try
        {
            return await CommitAsync(scope.ServiceProvider, workflow, run, undo, result, cancellationToken);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            LogBroken(run.Key, workflow.StepNames[run.Step], broken);
            return await CommitAsync(scope.ServiceProvider, workflow, run, undo, new(new Progress.Failed(Unexpected), run.StateJson, null), cancellationToken);
        }
    }

    private static Failure Unexpected => new(FailureKind.Unavailable, "workflows.unexpected", "Something unexpected happened; the operator can find it by the async key.");

    private async Task<TimeSpan?> CommitAsync(IServiceProvider services, Workflow workflow, Run run, bool undo, StepResult result, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var patience = undo ? UndoPatience : workflow.PatienceOf(run.Step);
        var overdue = now - run.StepStartedAt >= patience;
        switch (result.Progress)
        {
            case Progress.Done done:
                return await DoneAsync(services, workflow, run, undo, result, done, now, cancellationToken);

            case Progress.Again when overdue:
                return await RefusedAsync(workflow, run, undo, TimedOut(workflow.StepNames[run.Step], patience), now, cancellationToken);

            case Progress.Again again:
                return await AgainAsync(run with { StateJson = result.State }, again.After, result.State == run.StateJson, now, cancellationToken);

            case Progress.Wait wait when now - run.StepStartedAt >= wait.Patience:
                return await RefusedAsync(workflow, run, undo, wait.Missed ?? TimedOut(workflow.StepNames[run.Step], wait.Patience), now, cancellationToken);

            case Progress.Wait wait:
                return await SaveAsync(run with { StateJson = result.State, WaitingFor = wait.Signal, DueAt = run.StepStartedAt + wait.Patience }, cancellationToken) ? null : TimeSpan.Zero;

            case Progress.Failed { Failure.Kind: FailureKind.Unavailable } failed when !overdue:
                LogTransient(run.Key, workflow.StepNames[run.Step], failed.Failure, failed.Failure.Facts ?? "");
                return await AgainAsync(run with { Attempts = run.Attempts + 1 }, Pause(run.Attempts), unchanged: false, now, cancellationToken);

            case Progress.Failed failed:
                return await RefusedAsync(workflow, run, undo, failed.Failure, now, cancellationToken);

            default:
                throw new InvalidOperationException($"Unknown progress {result.Progress}.");
        }
    }

    private static TimeSpan Pause(int attempts) => TimeSpan.FromSeconds(Math.Min(60, 0.5 * Math.Pow(2, Math.Min(attempts, 7))));

    private static Failure TimedOut(string step, TimeSpan patience) =>
        new(FailureKind.Unavailable, "workflows.timed-out", $"The step {step} did not end within {patience.TotalMinutes:0.#} minutes.");

    private async Task<TimeSpan?> DoneAsync(
        IServiceProvider services, Workflow workflow, Run run, bool undo, StepResult result, Progress.Done done, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var next = run with { Step = run.Step + (undo ? -1 : 1), StateJson = result.State, Attempts = 0, WaitingFor = null, DueAt = now + Watchdog, StepStartedAt = now };
        var last = undo ? next.Step < 0 : next.Step >= workflow.StepNames.Count;
        if (last)
        {
            next = next with
            {
                State = run.State.Next(undo ? RunVerb.FinishUndo : RunVerb.Finish),
                Step = run.Step,
                DueAt = null,
                EndedAt = now,
                StateJson = workflow.ForgetSecrets(result.State),
                ResultJson = undo ? null : workflow.ResultOf(result.State),
            };
        }

        var committed = await database.InTransactionAsync<Unit>(
            async transaction =>
            {
                if (!await RunStore.SaveAsync(transaction, next))
                {
                    return Lost;
                }

                if (result.JournalWork is { } work && (await work(transaction)).Failure is { } refused)
                {
                    return refused;
                }

                await RunStore.JournalAsync(transaction, run, workflow.StepNames[run.Step], undo, now, "done", done.Note);
                if (last)
                {
                    await workflow.EndedAsync(services, transaction, new StepCall(run.Facts, result.State, run.StepStartedAt, now, new HashSet<string>()), undo ? run.Failure : null);
                }

                changes.Touch(transaction, $"account:{run.AccountId}");
                return Unit.Value;
            },
            cancellationToken);
        if (committed.Failure is { } failure)
        {
            return failure == Lost ? TimeSpan.Zero : await CommitAsync(services, workflow, run, undo, new(new Progress.Failed(failure), run.StateJson, null), cancellationToken);
        }

        LogStep(run.Key, workflow.StepNames[run.Step], undo ? "undone" : "done", (now - run.StepStartedAt).TotalSeconds);
        return last ? null : TimeSpan.Zero;
    }

    /// <summary>Short polls are kept in memory; the database hears of them only often enough to know that somebody is at it.</summary>
    private async Task<TimeSpan?> AgainAsync(Run run, TimeSpan after, bool unchanged, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (unchanged && run.DueAt > now + after + (Watchdog / 4))
        {
            return after;
        }

        return await SaveAsync(run with { DueAt = now + after + Watchdog }, cancellationToken) ? after : TimeSpan.Zero;
    }

    private async Task<TimeSpan?> RefusedAsync(Workflow workflow, Run run, bool undo, Failure failure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        LogRefused(run.Key, workflow.StepNames[run.Step], failure, failure.Facts ?? "");
        var next = undo
            ? run with { State = run.State.Next(RunVerb.GiveUp), DueAt = null }
            : run.Refused(failure, now) with { DueAt = now + Watchdog };
        var saved = await database.InTransactionAsync<Unit>(
            async transaction =>
            {
                if (!await RunStore.SaveAsync(transaction, next))
                {
                    return Lost;
                }

                await RunStore.JournalAsync(transaction, run, workflow.StepNames[run.Step], undo, now, "failed", $"{failure.Code}: {failure.Message}");
                changes.Touch(transaction, $"account:{run.AccountId}");
                return Unit.Value;
            },
            cancellationToken);
        return undo && saved.Succeeded ? null : TimeSpan.Zero;
    }

    private async Task<bool> SaveAsync(Run run, CancellationToken cancellationToken)
    {
        var saved = await database.InTransactionAsync<Unit>(
            async transaction => await RunStore.SaveAsync(transaction, run) ? Unit.Value : Lost, cancellationToken);
        return saved.Succeeded;
    }

    private static readonly Failure Lost = new(FailureKind.Busy, "workflows.lost", "The run has moved on elsewhere.");

    [LoggerMessage(Level = LogLevel.Information, Message = "run {Key}: step {Step} {Outcome} after {Seconds:0.00} s")]
    private partial void LogStep(AsyncKey key, string step, string outcome, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "run {Key}: step {Step} refused: {Failure} {Facts}")]
    private partial void LogRefused(AsyncKey key, string step, Failure failure, object facts);

    [LoggerMessage(Level = LogLevel.Information, Message = "run {Key}: step {Step} will be tried again: {Failure} {Facts}")]
    private partial void LogTransient(AsyncKey key, string step, Failure failure, object facts);

    [LoggerMessage(Level = LogLevel.Error, Message = "run {Key}: step {Step} broke")]
    private partial void LogBroken(AsyncKey key, string step, Exception exception);
}
