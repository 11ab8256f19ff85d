using Slipway.Machines;

namespace Slipway.Drivers.Fake;

internal sealed class FakeLifecycle(FakeFleet fleet) : ILifecycle
{
    public Task<Progress> EnsureCreatedAsync(MachineSpecification specification, CancellationToken cancellationToken)
    {
        var failure = fleet.Fault("create") ?? (fleet.IsErased(specification.Machine) ? fleet.Fault("recreate") : null) ?? fleet.Ensure(specification);
        return Task.FromResult<Progress>(failure is null ? new Progress.Done("simulated machine") : new Progress.Failed(failure));
    }

    public Task<Progress> DestroyAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        var failure = fleet.Fault("destroy") ?? fleet.Remove(machine);
        return Task.FromResult<Progress>(failure is null ? new Progress.Done() : new Progress.Failed(failure));
    }

    public Task<Result<IReadOnlyList<string>>> ListAsync(string node, CancellationToken cancellationToken) =>
        Task.FromResult(Listed(fleet.List(node)));

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
