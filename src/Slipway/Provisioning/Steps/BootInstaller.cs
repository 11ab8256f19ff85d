using Slipway.Catalog;
using Slipway.Machines;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The machine has been started into its first boot with the ordered settings, or with its empty disk.</summary>
internal sealed class BootInstaller(Places places, Sealer sealer, LiveCatalog catalog) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        if (deployment.Image.IsBlank)
        {
            return driver.Power.OnAsync(specification.Machine, cancellationToken);
        }

        var software = deployment.InstallsSoftware && catalog.Current.SoftwareWithKey(deployment.Software!) is { } recipe ? new SoftwareFiles(recipe.Key, recipe.Files) : null;
        return driver.Install.StartAsync(specification, deployment.Installation(sealer, software), cancellationToken);
    }
}
