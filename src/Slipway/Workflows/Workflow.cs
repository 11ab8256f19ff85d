using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;

namespace Slipway.Workflows;

/// <summary>
/// Durable work: a named list of steps, each with its undo, journalled in the database. Names are for ever
/// (<c>workflows.golden.txt</c>): a changed list becomes <c>name/2</c> beside <c>name/1</c>.
/// </summary>
public abstract class Workflow
{
    /// <summary>Name and version, such as <c>fulfil-order/1</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Names of the steps in their order.</summary>
    public abstract IReadOnlyList<string> StepNames { get; }

    internal abstract Task<StepResult> RunStepAsync(IServiceProvider services, int step, StepCall call, CancellationToken cancellationToken);

    internal abstract Task<StepResult> UndoStepAsync(IServiceProvider services, int step, StepCall call, CancellationToken cancellationToken);

    internal abstract Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, StepCall call, Failure? failure);

    internal abstract string ForgetSecrets(string state);

    internal abstract string? ResultOf(string state);

    internal abstract TimeSpan PatienceOf(int step);

    /// <summary>Seconds that the step is expected to take as long as there is no history.</summary>
    internal abstract double GuessOf(int step);
}

/// <summary>A workflow whose state is <typeparamref name="TState"/>, a small record saved after each step.</summary>
public abstract class Workflow<TState> : Workflow
    where TState : class
{
    public abstract IReadOnlyList<StepEntry<TState>> Steps { get; }

    public override IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    /// <summary>
    /// Said in the transaction that ends the run: with no failure when all steps are done, with the cause when all was
    /// undone. Here the facts become true that the end of the run makes true.
    /// </summary>
    protected virtual Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, TState state, Failure? failure) => Task.CompletedTask;

    /// <summary>The state as it is kept once the run is over: without its secrets.</summary>
    protected virtual TState WithoutSecrets(TState state) => state;

    /// <summary>What the run found out, for who asked and polls its key: a small record, kept when all steps are done. Null for most.</summary>
    protected virtual object? Result(TState state) => null;

    /// <param name="name">Name of the step, for ever.</param>
    /// <param name="patienceMinutes">How long the step may take, retries included, before the run unwinds.</param>
    /// <param name="guessSeconds">How long it probably takes, told until there is history; most steps take no time worth telling.</param>
    protected static StepEntry<TState> Step<TStep>(string name, double patienceMinutes = 10, double guessSeconds = 0)
        where TStep : Step<TState> =>
        new(name, TimeSpan.FromMinutes(patienceMinutes), guessSeconds, services => services.GetRequiredService<TStep>());

    internal override TimeSpan PatienceOf(int step) => Steps[step].Patience;

    internal override double GuessOf(int step) => Steps[step].GuessSeconds;

    internal override string ForgetSecrets(string state) => StateText.Write(WithoutSecrets(StateText.Read<TState>(state)));

    internal override string? ResultOf(string state) => Result(StateText.Read<TState>(state)) is { } result ? StateText.Write(result) : null;

    internal override async Task<StepResult> RunStepAsync(IServiceProvider services, int step, StepCall call, CancellationToken cancellationToken)
    {
        var context = new StepContext<TState>(call);
        var progress = await Steps[step].Create(services).RunAsync(context, cancellationToken);
        return new(progress, StateText.Write(context.State), context.JournalWork);
    }

    internal override async Task<StepResult> UndoStepAsync(IServiceProvider services, int step, StepCall call, CancellationToken cancellationToken)
    {
        var context = new StepContext<TState>(call);
        var progress = await Steps[step].Create(services).UndoAsync(context, cancellationToken);
        return new(progress, StateText.Write(context.State), context.JournalWork);
    }

    internal override Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, StepCall call, Failure? failure) =>
        EndedAsync(services, transaction, call.Run, StateText.Read<TState>(call.State), failure);
}

/// <summary>One line of a workflow's list.</summary>
public sealed record StepEntry<TState>(string Name, TimeSpan Patience, double GuessSeconds, Func<IServiceProvider, Step<TState>> Create)
    where TState : class;

/// <summary>
/// A step looks first and then acts, because it is called again after a crash; so is its undo, also when the step only
/// half happened.
/// </summary>
public abstract class Step<TState>
    where TState : class
{
    public abstract Task<Progress> RunAsync(StepContext<TState> context, CancellationToken cancellationToken);

    public virtual Task<Progress> UndoAsync(StepContext<TState> context, CancellationToken cancellationToken) =>
        Task.FromResult<Progress>(new Progress.Done());

    /// <summary>The usual last line of a step.</summary>
    protected static Progress Done(string? note = null) => new Progress.Done(note);
}

/// <summary>What a step sees: the run it belongs to, the state, the signal it waited for.</summary>
public sealed class StepContext<TState>
    where TState : class
{
    internal StepContext(StepCall call)
    {
        Run = call.Run;
        StepStarted = call.StepStarted;
        Now = call.Now;
        Signals = call.Signals;
        State = StateText.Read<TState>(call.State);
    }

    public RunFacts Run { get; }

    /// <summary>When the step was first called; it stays the same over repetitions and crashes.</summary>
    public DateTimeOffset StepStarted { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Names of the signals the run has received.</summary>
    public IReadOnlySet<string> Signals { get; }

    /// <summary>Saved with the journal entry.</summary>
    public TState State { get; set; }

    internal Func<DatabaseTransaction, Task<Result<Unit>>>? JournalWork { get; private set; }

    /// <summary>
    /// Moves money, addresses or stock in the very transaction that journals the step. A refusal rolls back and counts as
    /// the step's failure.
    /// </summary>
    public void WithJournal(Func<DatabaseTransaction, Task<Result<Unit>>> work) => JournalWork = work;
}

/// <param name="Key">The run's public handle.</param>
/// <param name="Subject">What it works on: <c>server:70211</c>.</param>
/// <param name="Location">Location code; only daemons that serve it take the run.</param>
/// <param name="AccountId">Whose run it is.</param>
public sealed record RunFacts(AsyncKey Key, string Workflow, string Subject, string Location, AccountId AccountId);

internal sealed record StepCall(RunFacts Run, string State, DateTimeOffset StepStarted, DateTimeOffset Now, IReadOnlySet<string> Signals);

internal sealed record StepResult(Progress Progress, string State, Func<DatabaseTransaction, Task<Result<Unit>>>? JournalWork);

internal static class StateText
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    public static string Write<T>(T state) => JsonSerializer.Serialize(state, state!.GetType(), Options);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}
