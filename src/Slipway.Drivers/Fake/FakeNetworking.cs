using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>The network of a simulated machine is what stands in its file.</summary>
internal sealed class FakeNetworking(FakeFleet fleet) : INetworking
{
    public Task<Progress> ApplyAsync(MachineRef machine, MachineNetwork network, CancellationToken cancellationToken)
    {
        var failure = fleet.Fault("network") ?? fleet.Change(machine, found => Same(found.Network, network) ? found : found with { Network = network });
        return Task.FromResult<Progress>(failure is null ? new Progress.Done() : new Progress.Failed(failure));
    }

    public Task<Result<IReadOnlyList<NetworkPort>>> PortsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult(fleet.Fault("ports") is { } fault ? Refused(fault)
            : fleet.Find(machine).TryGet(out var found, out var failure)
                ? Listed<IReadOnlyList<NetworkPort>>([new NetworkPort("eth0", $"{machine.Node} simulated switch", found.Address.Mac, 1000, true, found.Power == PowerState.On && found.Network is not { LinkUp: false })])
                : Refused(failure));

    private static bool Same(MachineNetwork? before, MachineNetwork now) =>
        before is not null && before.LinkUp == now.LinkUp && before.SourceIp == now.SourceIp && before.Extra.SequenceEqual(now.Extra);

    private static Result<IReadOnlyList<NetworkPort>> Refused(Failure failure) => failure;

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
