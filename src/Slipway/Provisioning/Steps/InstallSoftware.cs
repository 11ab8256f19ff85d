using Slipway.Machines;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>
/// The software, which came with the image or was installed by the first boot, answers from outside as its recipe says.
/// </summary>
internal sealed class InstallSoftware(Places places, Sealer sealer) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        context.State.SoftwareProbe is { } probe
            ? driver.Proof.SoftwareAsync(specification.Machine, probe, context.State.Login(sealer), cancellationToken)
            : Task.FromResult(Done("no software ordered"));
}
