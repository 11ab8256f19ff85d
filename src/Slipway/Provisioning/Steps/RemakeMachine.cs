using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The machine has the disk of its new image; everything else of it stays. There is nothing to undo: the old disk is gone.</summary>
internal sealed class RemakeMachine(Places places) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        driver.Lifecycle.EnsureCreatedAsync(specification, cancellationToken);
}
