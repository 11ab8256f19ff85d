using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>Comes between the runner and a step: may call it, not call it, call it twice, or end the daemon.</summary>
/// <param name="call">The step itself; each call does it once more.</param>
internal delegate Task<StepResult> Intercept(int step, bool undo, Func<Task<StepResult>> call);

/// <summary>A workflow under test: the real one, with an interceptor around each of its steps.</summary>
internal sealed class InterceptedWorkflow(Workflow inner, Func<Intercept?> intercept) : Workflow
{
    public override string Name => inner.Name;

    public override IReadOnlyList<string> StepNames => inner.StepNames;

    internal override double GuessOf(int step) => inner.GuessOf(step);

    internal override TimeSpan PatienceOf(int step) => inner.PatienceOf(step);

    internal override string ForgetSecrets(string state) => inner.ForgetSecrets(state);

    internal override string? ResultOf(string state) => inner.ResultOf(state);

    internal override Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, StepCall call, Failure? failure) =>
        inner.EndedAsync(services, transaction, call, failure);

    internal override Task<StepResult> RunStepAsync(IServiceProvider services, int step, StepCall call, CancellationToken cancellationToken) =>
        Around(step, undo: false, () => inner.RunStepAsync(services, step, call, cancellationToken));

    internal override Task<StepResult> UndoStepAsync(IServiceProvider services, int step, StepCall call, CancellationToken cancellationToken) =>
        Around(step, undo: true, () => inner.UndoStepAsync(services, step, call, cancellationToken));

    private Task<StepResult> Around(int step, bool undo, Func<Task<StepResult>> call) => intercept() is { } between ? between(step, undo, call) : call();
}
