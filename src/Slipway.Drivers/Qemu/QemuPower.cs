using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

internal sealed class QemuPower(QemuFolder folder, QemuProcess process, QmpClient qmp, MachineLocks locks, TimeProvider time) : IPowerControl
{
    private static readonly TimeSpan ShutdownPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan QuitPatience = TimeSpan.FromSeconds(3);

    // A guest that has not gone down by then has not heard the question, or does not care.
    private static readonly TimeSpan ShutdownTakes = TimeSpan.FromSeconds(60);

    /// <summary>A guest that is about to shut down would be off a moment later: it is let end first, and then started.</summary>
    public Task<Progress> OnAsync(MachineRef machine, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (found, files) => QemuProcess.IsRunning(files) && File.Exists(files.ShutdownAsked) && time.GetUtcNow() - File.GetLastWriteTimeUtc(files.ShutdownAsked) < ShutdownTakes
                ? new Progress.Again(ShutdownPause, "it is shutting down first")
                : await StartAsync(found, files, cancellationToken),
            cancellationToken);

    /// <summary>Presses the power button, at every call anew: a guest that is still booting does not hear the first one.</summary>
    public Task<Progress> OffAsync(MachineRef machine, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (_, files) =>
            {
                if (!QemuProcess.IsRunning(files))
                {
                    return new Progress.Done();
                }

                await File.WriteAllBytesAsync(files.ShutdownAsked, [], cancellationToken);
                return await qmp.ExecuteAsync(files, "system_powerdown", cancellationToken) is { } failure && QemuProcess.IsRunning(files)
                    ? new Progress.Failed(failure)
                    : new Progress.Again(ShutdownPause, "asked to shut down");
            },
            cancellationToken);

    public Task<Progress> HardOffAsync(MachineRef machine, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (_, files) =>
            {
                // QEMU's own way out writes its disk caches first; the kill is for one that does not answer.
                if (QemuProcess.IsRunning(files) && await qmp.ExecuteAsync(files, "quit", cancellationToken) is null)
                {
                    await process.EndsWithinAsync(files, QuitPatience, cancellationToken);
                }

                return Answer(await process.KillAsync(files, cancellationToken));
            },
            cancellationToken);

    public Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (found, files) => Answer(QemuProcess.IsRunning(files)
                ? await qmp.ExecuteAsync(files, "system_reset", cancellationToken)
                : await process.StartAsync(found, cancellationToken)),
            cancellationToken);

    private async Task<Progress> StartAsync(QemuMachine machine, QemuFiles files, CancellationToken cancellationToken)
    {
        File.Delete(files.ShutdownAsked);
        return Answer(await process.StartAsync(machine, cancellationToken));
    }

    public Task<Result<PowerState>> StateAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<PowerState>>(
            !folder.Get(machine).TryGet(out _, out var failure) ? failure
            : QemuProcess.IsRunning(folder.Of(machine.MachineId)) ? PowerState.On
            : PowerState.Off);

    private async Task<Progress> WithAsync(MachineRef machine, Func<QemuMachine, QemuFiles, Task<Progress>> act, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        return folder.Get(machine).TryGet(out var found, out var failure)
            ? await act(found, folder.Of(machine.MachineId))
            : new Progress.Failed(failure);
    }

    private static Progress Answer(Failure? failure) => failure is null ? new Progress.Done() : new Progress.Failed(failure);
}
