using Slipway.Machines;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The machine has been started into its first boot with the ordered settings.</summary>
internal sealed class BootInstaller(Places places, Sealer sealer) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        driver.Install.StartAsync(specification, context.State.Installation(sealer), cancellationToken);
}
