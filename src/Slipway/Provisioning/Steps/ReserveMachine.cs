using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The server has a place on a node. A paid order has reserved it already, in its own transaction.</summary>
internal sealed class ReserveMachine : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        context.WithJournal(async transaction =>
            (await Capacity.EnsureAsync(transaction, deployment.Server, deployment.Location, deployment.Hardware)).Failure is { } none ? none : Unit.Value);
        return Task.FromResult(Done());
    }

    public override Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        context.WithJournal(async transaction =>
        {
            await Capacity.ReleaseAsync(transaction, context.State.Server);
            return Unit.Value;
        });
        return Task.FromResult(Done());
    }
}
