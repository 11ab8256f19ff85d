using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>A step that works on the machine of a server which has a place and an address.</summary>
internal abstract class MachineStep(Places places) : Step<Deployment>
{
    public sealed override async Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var place = await places.FindAsync(context.State.Server, cancellationToken);
        return place is { Address: { } address }
            ? await RunAsync(context, place.Driver, context.State.Specification(place.Node, address), cancellationToken)
            : new Progress.Failed(ProvisioningFailures.NoPlace);
    }

    protected abstract Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken);
}
