using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Brings addresses into guests that could not have them when they were asked for: because they were off, still booting, or have got another
/// system since. A guest that never answers is asked less and less often.
/// </summary>
internal sealed partial class NetworkWishes(QemuFolder folder, QemuNetworking networking, MachineLocks locks, TimeProvider time, ILogger<NetworkWishes> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Patience> _waiting = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // A machine is being removed, the disk is full, a guest answers nonsense; the next round looks again.
                LogBroken(broken);
            }
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var machine in folder.All().ToList())
        {
            var files = folder.Of(machine.MachineId);
            if (QemuNetwork.Find(files) is not { } network || network.Brought == machine.InstanceId || QemuProcess.Running(files) is not { } pid)
            {
                _waiting.Remove(machine.MachineId);
                continue;
            }

            // A new process is a new start: its guest may answer soon.
            var now = time.GetUtcNow();
            var patience = _waiting.GetValueOrDefault(machine.MachineId);
            if (patience?.Pid == pid && now < patience.Next)
            {
                continue;
            }

            var pause = patience?.Pid == pid ? patience.Pause * 2 : Every;
            _waiting[machine.MachineId] = new Patience(pid, pause > Longest ? Longest : pause, now + pause);
            using var held = await locks.HoldAsync(machine.MachineId, cancellationToken);
            if (folder.Find(machine.MachineId) is { } still && await networking.BringAsync(still, files, cancellationToken) is null)
            {
                _waiting.Remove(machine.MachineId);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "a wish for a guest's network will be tried again")]
    private partial void LogBroken(Exception exception);

    private sealed record Patience(int Pid, TimeSpan Pause, DateTimeOffset Next);
}
