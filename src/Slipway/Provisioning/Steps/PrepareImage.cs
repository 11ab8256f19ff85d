using Slipway.Catalog;
using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The image is on the node. Software that no image has is left to the first boot.</summary>
internal sealed class PrepareImage(Places places, LiveCatalog catalog) : MachineStep(places)
{
    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        if (deployment.Image.IsBlank)
        {
            return Task.FromResult(Done("no system ordered"));
        }

        if (deployment.Software is { } software)
        {
            var way = SoftwareDelivery.Of(driver.Install, specification.Machine.Node, deployment.Os, software, catalog.Current.SoftwareWithKey(software));
            context.State = deployment with { InstallsSoftware = way == SoftwareDelivery.Way.FirstBoot };
        }

        return driver.Install.PrepareImageAsync(context.State.Image, specification.Machine.Node, cancellationToken);
    }
}
