using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

internal sealed class QemuProof(QemuFolder folder, SshLogin ssh, SoftwareCheck software, IOptions<QemuOptions> options) : IProof
{
    public Task<Result<MachineAccess>> AccessAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MachineAccess>>(folder.Get(machine).TryGet(out var found, out var failure)
            ? new MachineAccess(
                options.Value.Address,
                found.Ports[22],
                found.Ports.Where(port => port.Key != 22).ToDictionary())
            { UdpPorts = found.UdpPorts.ToDictionary() }
            : failure);

    public async Task<Progress> GreetsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        !Reachable(machine, out var found, out var failure) ? new Progress.Failed(failure)
        : await ssh.GreetsAsync(options.Value.Address, found.Ports[22], cancellationToken) ? new Progress.Done()
        : new Progress.Again(TimeSpan.FromSeconds(1), "no SSH server yet");

    public async Task<LoginProof> LoginAsync(MachineRef machine, Login login, CancellationToken cancellationToken) =>
        Reachable(machine, out var found, out var failure)
            ? await ssh.ProveAsync(options.Value.Address, found.Ports[22], login, cancellationToken)
            : new LoginProof(new Progress.Failed(failure), []);

    public async Task<Progress> SoftwareAsync(MachineRef machine, SoftwareProbe probe, Login login, CancellationToken cancellationToken)
    {
        if (!Reachable(machine, out var found, out var failure))
        {
            return new Progress.Failed(failure);
        }

        if (probe.Command is { } command)
        {
            return await ssh.AskAsync(options.Value.Address, found.Ports[22], login, command, probe.Contains, cancellationToken);
        }

        return found.Ports.TryGetValue(probe.Port, out var port)
            ? await software.AskAsync(options.Value.Address, port, probe, cancellationToken)
            : new Progress.Failed(new Failure(FailureKind.Unsupported, "qemu.port-closed", "This port cannot be reached from outside.", new DriverFacts($"port {probe.Port} is not forwarded to {machine.MachineId}")));
    }

    private bool Reachable(MachineRef machine, out QemuMachine found, out Failure failure)
    {
        if (!folder.Get(machine).TryGet(out found!, out failure!))
        {
            return false;
        }

        if (QemuProcess.IsRunning(folder.Of(machine.MachineId)))
        {
            return true;
        }

        failure = QemuFailures.Off();
        return false;
    }
}
