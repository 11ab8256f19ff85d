using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>
/// The software, which came with the image and made its secrets at the first boot, answers from outside as its recipe says.
/// </summary>
internal sealed class InstallSoftware(Places places) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        context.State.SoftwareProbe is { } probe
            ? driver.Proof.SoftwareAsync(specification.Machine, probe, cancellationToken)
            : Task.FromResult(Done("no software ordered"));
}
