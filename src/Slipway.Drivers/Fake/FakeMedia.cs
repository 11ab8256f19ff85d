using Slipway.Machines;

namespace Slipway.Drivers.Fake;

internal sealed class FakeMedia(FakeFleet fleet) : IMedia
{
    public Task<Progress> InsertAsync(MachineRef machine, string path, CancellationToken cancellationToken) =>
        AnswerAsync(fleet.Fault("insert")
            ?? (File.Exists(path) ? null : MissingMedia.Disc(path))
            ?? fleet.Change(machine, found => found with { Disc = path }));

    public Task<Progress> EjectAsync(MachineRef machine, CancellationToken cancellationToken) =>
        AnswerAsync(fleet.Fault("eject") ?? fleet.Change(machine, found => found with { Disc = null }));

    public Task<Progress> BootAsync(MachineRef machine, CancellationToken cancellationToken) =>
        AnswerAsync(fleet.Fault("boot-disc") ?? fleet.Change(machine, found => found.Power == PowerState.On ? found : found with { Power = PowerState.On, FromDisc = found.Disc is not null }));

    private static Task<Progress> AnswerAsync(Failure? failure) => Task.FromResult<Progress>(failure is null ? new Progress.Done() : new Progress.Failed(failure));
}
