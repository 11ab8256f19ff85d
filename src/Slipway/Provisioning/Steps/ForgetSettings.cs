using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The guest has its settings; the node keeps them no longer.</summary>
internal sealed class ForgetSettings(Places places) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        context.State.Image.IsBlank ? Task.FromResult(Done("there were none")) : driver.Install.ForgetAsync(specification.Machine, cancellationToken);
}
