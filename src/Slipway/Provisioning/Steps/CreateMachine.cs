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
        if (await _places.FindAsync(server, cancellationToken) is not { } place)
        {
            return Done("there was no place");
        }

        // What the first boot was told may be on the disk already.
        var machine = place.Machine(server);
        if (await place.Driver.Power.HardOffAsync(machine, cancellationToken) is Progress.Failed { Failure.Kind: not FailureKind.NotFound } running)
        {
            return running;
        }

        var erasing = await place.Driver.Erase.EraseAsync(machine, cancellationToken);
        return erasing.Progress is Progress.Done ? await place.Driver.Lifecycle.DestroyAsync(machine, cancellationToken) : erasing.Progress;
    }

    protected override Task<Progress> RunAsync(
        StepContext<Deployment> context, DriverType driver, MachineSpecification specification, CancellationToken cancellationToken) =>
        driver.Lifecycle.EnsureCreatedAsync(specification, cancellationToken);
}
