using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>Copies of a disk that is not there: what is kept is which image it was.</summary>
internal abstract class FakeCopies(FakeFleet fleet, string word) : IDiskCopies
{
    private const long SimulatedBytes = 1 << 30;

    public Failure? Refusal(MachineRef machine) => fleet.Fault("no-room") ?? fleet.Find(machine).Failure;

    public Task<CopyMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        var failure = fleet.Fault(word) ?? WithDisk(machine, found => Kept(found).Any(copy => copy.Name == name) ? found : With(found, [.. Kept(found), new FakeCopy(name, found.Image)]));
        return Task.FromResult(new CopyMade(Answer(failure), failure is null ? SimulatedBytes : 0));
    }

    public Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        var failure = fleet.Fault($"restore-{word}") ?? (!fleet.Find(machine).TryGet(out var found, out var unknown) ? unknown
            : found.Power == PowerState.On ? new Failure(FailureKind.Busy, "machines.running", "The machine is running; it has to be switched off before its disk goes back.")
            : Kept(found).FirstOrDefault(copy => copy.Name == name) is not { } copy ? MissingMedia.Copy(name)
            : fleet.Change(machine, before => before with { Image = copy.Image }));
        return Task.FromResult(Answer(failure));
    }

    public Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken)
    {
        var failure = fleet.Fault($"remove-{word}") ?? fleet.Change(machine, found => Kept(found).Any(copy => copy.Name == name) ? With(found, [.. Kept(found).Where(copy => copy.Name != name)]) : found);
        return Task.FromResult(Answer(failure is { Kind: FailureKind.NotFound } ? null : failure));
    }

    public Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult(fleet.Find(machine).TryGet(out var found, out var failure) ? Listed<IReadOnlyList<string>>([.. Kept(found).Select(copy => copy.Name).Order(StringComparer.Ordinal)]) : failure);

    protected abstract IReadOnlyList<FakeCopy> Kept(FakeMachine machine);

    protected abstract FakeMachine With(FakeMachine machine, IReadOnlyList<FakeCopy> copies);

    private Failure? WithDisk(MachineRef machine, Func<FakeMachine, FakeMachine> change) =>
        fleet.IsErased(machine) ? new Failure(FailureKind.Invalid, "fake.no-disk", "The machine has no disk.") : fleet.Change(machine, change);

    private static Progress Answer(Failure? failure) => failure is null ? new Progress.Done() : new Progress.Failed(failure);

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}

internal sealed class FakeSnapshots(FakeFleet fleet) : FakeCopies(fleet, "snapshot"), ISnapshots
{
    protected override IReadOnlyList<FakeCopy> Kept(FakeMachine machine) => machine.Snapshots;

    protected override FakeMachine With(FakeMachine machine, IReadOnlyList<FakeCopy> copies) => machine with { Snapshots = copies };
}

internal sealed class FakeBackups(FakeFleet fleet) : FakeCopies(fleet, "backup"), IBackups
{
    protected override IReadOnlyList<FakeCopy> Kept(FakeMachine machine) => machine.Backups;

    protected override FakeMachine With(FakeMachine machine, IReadOnlyList<FakeCopy> copies) => machine with { Backups = copies };
}
