using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The machine exists, switched off. Undone, nothing is left of it.</summary>
internal sealed class CreateMachine(Places places) : MachineStep(places)
{
    private readonly Places _places = places;

    public override async Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var server = context.State.Server;
        return await _places.FindAsync(server, cancellationToken) is { } place
            ? await place.Driver.Lifecycle.DestroyAsync(place.Machine(server), cancellationToken)
            : Done("there was no place");
    }

    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        driver.Lifecycle.EnsureCreatedAsync(specification, cancellationToken);
}
