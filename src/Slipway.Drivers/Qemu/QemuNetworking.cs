using System.Net;
using System.Net.Sockets;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// The link is QEMU's, so it holds whatever the guest does. Additional addresses are the guest's own matter: its agent sets them up, at once and
/// for its later starts. What cannot be brought in now is brought in later, by <see cref="NetworkWishes"/>.
/// </summary>
internal sealed class QemuNetworking(QemuFolder folder, QemuAgent agent, QmpClient qmp, MachineLocks locks) : INetworking
{
    private const int MostAddresses = 256;

    public async Task<Progress> ApplyAsync(MachineRef machine, MachineNetwork network, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        if (!Checked(network).TryGet(out var wanted, out var impossible))
        {
            return new Progress.Failed(impossible);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        if (!folder.Get(machine).TryGet(out var found, out var unknown))
        {
            return new Progress.Failed(unknown);
        }

        // Written down first: from here on every start brings it.
        var files = folder.Of(machine.MachineId);
        if (QemuNetwork.Find(files) is not { } kept || !kept.Is(wanted))
        {
            new QemuNetwork(wanted.Extra, wanted.LinkUp, Brought: null).Save(files);
        }

        if (!QemuProcess.IsRunning(files))
        {
            return new Progress.Done("the machine is off: kept for its next start");
        }

        return await QemuNetwork.SetLinkAsync(qmp, files, wanted.LinkUp, cancellationToken) is { } failure ? new Progress.Failed(failure)
            : await BringAsync(found, files, cancellationToken) is { } later ? new Progress.Done($"the addresses are kept for later: {later.Code}")
            : new Progress.Done();
    }

    public Task<Result<IReadOnlyList<NetworkPort>>> PortsAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (!folder.Get(machine).TryGet(out var found, out var failure))
        {
            return Task.FromResult<Result<IReadOnlyList<NetworkPort>>>(failure);
        }

        var files = folder.Of(machine.MachineId);
        IReadOnlyList<NetworkPort> ports =
        [
            new NetworkPort("eth0", $"user network of {found.Node}", found.Address.Mac, SpeedMbit: 0, FullDuplex: true, Up: QemuProcess.IsRunning(files) && QemuNetwork.Find(files) is not { LinkUp: false }),
        ];
        return Task.FromResult(Listed(ports));
    }

    /// <summary>The guest has its addresses: null. Otherwise why it has not got them yet. The machine's lock is held.</summary>
    internal async Task<Failure?> BringAsync(QemuMachine machine, QemuFiles files, CancellationToken cancellationToken)
    {
        if (QemuNetwork.Find(files) is not { } network || network.Brought == machine.InstanceId)
        {
            return null;
        }

        var script = GuestScripts.Addresses(machine.Address.Mac, network.Extra.Select(address => $"{address.Ip}/{address.PrefixLength}"));
        if (!(await agent.ShellAsync(files, script, cancellationToken)).TryGet(out var answer, out var failure))
        {
            return failure;
        }

        if (answer.Text.TrimEnd() != "applied")
        {
            return AgentFailures.Strange($"addresses: '{answer.Text}', exit code {answer.ExitCode}");
        }

        (network with { Brought = machine.InstanceId }).Save(files);
        return null;
    }

    // They become part of a script that root runs: only what IPAddress itself writes gets there.
    private static Result<MachineNetwork> Checked(MachineNetwork network)
    {
        var extra = new List<ExtraAddress>();
        foreach (var address in network.Extra)
        {
            if (!IPAddress.TryParse(address.Ip, out var ip) || ip.AddressFamily != AddressFamily.InterNetwork || address.PrefixLength is < 1 or > 32 || extra.Count == MostAddresses)
            {
                return new Failure(
                    FailureKind.Invalid, "qemu.bad-extra-address", "An additional address cannot be set up on this server.", new DriverFacts($"{address.Ip}/{address.PrefixLength}, one of {network.Extra.Count}"));
            }

            extra.Add(new ExtraAddress(ip.ToString(), address.PrefixLength));
        }

        return network with { Extra = [.. extra.Distinct()] };
    }

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
