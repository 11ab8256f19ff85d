using Slipway.Machines;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>
/// A machine that is to be reinstalled is switched off. Undone it is as it was, unless its old disk is gone already: then it stays off,
/// without a disk and without the settings of the installation that failed.
/// </summary>
internal sealed class StopMachine(Places places) : Step<Deployment>
{
    public override async Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        if (await places.FindAsync(context.State.Server, cancellationToken) is not { } place)
        {
            return new Progress.Failed(ProvisioningFailures.NoPlace);
        }

        // Not asked first whether it is on: a switch that was superseded a moment ago may still be starting it.
        var off = await place.Driver.Power.HardOffAsync(place.Machine(context.State.Server), cancellationToken);
        // One that was lost is made anew.
        return off is Progress.Failed { Failure.Kind: FailureKind.NotFound } ? Done("there was no machine") : off;
    }

    public override async Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        if (await places.FindAsync(context.State.Server, cancellationToken) is not { } place)
        {
            return Done("there was no place");
        }

        var machine = place.Machine(context.State.Server);
        var progress = context.State.Reinstallation switch
        {
            { Erases: false, WasOn: true } => await place.Driver.Power.OnAsync(machine, cancellationToken),
            { Erases: false } => Done("it was off before"),
            _ when await place.Driver.Power.HardOffAsync(machine, cancellationToken) is not Progress.Done and var off => off,
            // Also what was begun to be installed: nobody may start half a system, or one that was not paid for in the end.
            _ when (await place.Driver.Erase.EraseAsync(machine, cancellationToken)).Progress is not Progress.Done and var erasing => erasing,
            _ => await place.Driver.Install.ForgetAsync(machine, cancellationToken),
        };
        return progress is Progress.Failed { Failure.Kind: FailureKind.NotFound } ? Done("there was no machine") : progress;
    }
}
