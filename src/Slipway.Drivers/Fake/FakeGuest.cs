using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>Runs nothing, and says so: a simulated machine has no inside.</summary>
internal sealed class FakeGuest(FakeFleet fleet) : IGuest
{
    public Task<GuestAnswer> RunAsync(MachineRef machine, GuestCommand command, CancellationToken cancellationToken) => Task.FromResult(
        fleet.Fault("guest") is { } fault ? new GuestAnswer(new Progress.Failed(fault))
        : !fleet.Find(machine).TryGet(out var found, out var unknown) ? new GuestAnswer(new Progress.Failed(unknown))
        : found.Power == PowerState.Off ? new GuestAnswer(new Progress.Failed(FakeMeasure.Off))
        : fleet.Fault("task") is not null ? new GuestAnswer(new Progress.Done(), new ScriptOutcome(3, "simulated: it failed\n"))
        : new GuestAnswer(new Progress.Done(), new ScriptOutcome(0, "simulated machine: nothing was run\n")));
}
