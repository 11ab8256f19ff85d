using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>The drive that every machine has. What lies in it stands in the machine's record, so that it is there again after a start.</summary>
internal sealed class QemuMedia(QemuFolder folder, QemuProcess process, QmpClient qmp, MachineLocks locks) : IMedia
{
    public Task<Progress> InsertAsync(MachineRef machine, string path, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (found, files) =>
            {
                if (!File.Exists(path))
                {
                    return MissingMedia.Disc(path);
                }

                // The record first: whatever happens to the machine, it is there after its next start.
                folder.Save(found with { Disc = path });
                return QemuProcess.IsRunning(files)
                    ? await qmp.ExecuteAsync(
                        files, "blockdev-change-medium",
                        new Dictionary<string, object> { ["id"] = QemuArguments.Drive, ["filename"] = path, ["format"] = "raw", ["read-only-mode"] = "read-only", ["force"] = true }, cancellationToken)
                    : null;
            },
            cancellationToken);

    public Task<Progress> EjectAsync(MachineRef machine, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (found, files) =>
            {
                folder.Save(found with { Disc = null });
                return QemuProcess.IsRunning(files) ? await qmp.ExecuteAsync(files, "eject", new { id = QemuArguments.Drive, force = true }, cancellationToken) : null;
            },
            cancellationToken);

    public Task<Progress> BootAsync(MachineRef machine, CancellationToken cancellationToken) =>
        WithAsync(
            machine,
            async (found, files) =>
            {
                File.Delete(files.ShutdownAsked);
                return await process.StartAsync(found, cancellationToken, fromDisc: true);
            },
            cancellationToken);

    private async Task<Progress> WithAsync(MachineRef machine, Func<QemuMachine, QemuFiles, Task<Failure?>> act, CancellationToken cancellationToken)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return new Progress.Failed(bad);
        }

        using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
        var failure = folder.Get(machine).TryGet(out var found, out var unknown) ? await act(found, folder.Of(machine.MachineId)) : unknown;
        return failure is null ? new Progress.Done() : new Progress.Failed(failure);
    }
}
