using Slipway.Network;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The server has its addresses. A paid order has them already.</summary>
internal sealed class AssignAddresses(Addresses addresses) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        context.WithJournal(transaction => addresses.EnsureAsync(transaction, deployment.Server, deployment.Location, deployment.Ipv4Count));
        return Task.FromResult(Done());
    }

    public override Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        context.WithJournal(async transaction =>
        {
            await addresses.ReleaseAsync(transaction, context.State.Server);
            return Unit.Value;
        });
        return Task.FromResult(Done());
    }
}
