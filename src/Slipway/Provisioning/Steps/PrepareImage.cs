using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The image is on the node.</summary>
internal sealed class PrepareImage(Places places) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        driver.Install.PrepareImageAsync(specification.Image, specification.Machine.Node, cancellationToken);
}
