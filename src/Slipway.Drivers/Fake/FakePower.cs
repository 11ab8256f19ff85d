using Slipway.Machines;

namespace Slipway.Drivers.Fake;

internal sealed class FakePower(FakeFleet fleet) : IPowerControl
{
    public Task<Progress> OnAsync(MachineRef machine, CancellationToken cancellationToken) => SwitchAsync(machine, "on", PowerState.On);

    public Task<Progress> OffAsync(MachineRef machine, CancellationToken cancellationToken) => SwitchAsync(machine, "off", PowerState.Off);

    public Task<Progress> HardOffAsync(MachineRef machine, CancellationToken cancellationToken) => SwitchAsync(machine, "hard-off", PowerState.Off);

    public Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken) => SwitchAsync(machine, "reset", PowerState.On);

    public Task<Result<PowerState>> StateAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<PowerState>>(fleet.Find(machine).TryGet(out var found, out var failure) ? found.Power : failure);

    private Task<Progress> SwitchAsync(MachineRef machine, string step, PowerState power)
    {
        var failure = fleet.Fault(step) ?? fleet.Change(machine, found => found with { Power = power, FromDisc = found.FromDisc && step == "on" });
        return Task.FromResult<Progress>(failure is null ? new Progress.Done() : new Progress.Failed(failure));
    }
}
