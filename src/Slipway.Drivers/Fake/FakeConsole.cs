using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>A screen that shows a picture, and a square more for each key that was pressed.</summary>
internal sealed class FakeConsole(FakeFleet fleet) : IConsole
{
    public Task<Result<Stream>> OpenAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (fleet.Fault("console") is { } fault)
        {
            return Task.FromResult<Result<Stream>>(fault);
        }

        if (!fleet.Find(machine).TryGet(out var found, out var failure))
        {
            return Task.FromResult<Result<Stream>>(failure);
        }

        return Task.FromResult<Result<Stream>>(found.Power == PowerState.Off
            ? new Failure(FailureKind.Unavailable, "machines.off", "The machine is switched off.")
            : FakeScreen.Opened(machine.MachineId, () => fleet.Find(machine).TryGet(out var now, out _) && now.Power == PowerState.On));
    }
}
