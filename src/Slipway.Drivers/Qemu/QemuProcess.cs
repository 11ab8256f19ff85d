using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// The process behind a machine. It is no child of the daemon and outlives it; a new daemon knows it again by its pid
/// file together with its command line, so that a number given to another program is never taken for it.
/// </summary>
internal sealed class QemuProcess(Programs programs, PortLedger ports, QemuFolder folder, QemuAccelerator accelerator, QmpClient qmp, IOptions<QemuOptions> options, TimeProvider time)
{
    private const int PortAttempts = 5;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    public static bool IsRunning(QemuFiles files) => PidOf(files) is not null;

    /// <summary>Thorough, for what must never happen to a running machine: looks at every process of the box.</summary>
    public static bool IsAnywhere(QemuFiles files) => Search(files).Count > 0;

    /// <summary>Null when the process runs.</summary>
    /// <param name="fromDisc">It boots from the disc in its drive, this once.</param>
    public async Task<Failure?> StartAsync(QemuMachine machine, CancellationToken cancellationToken, bool fromDisc = false)
    {
        var files = folder.Of(machine.MachineId);
        if (Search(files).Count > 0)
        {
            return await KeepLinkAsync(files, cancellationToken);
        }

        if (!UserNetwork.For(machine.Address).TryGet(out var network, out var failure))
        {
            return failure;
        }

        var launch = await LaunchAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            File.Delete(files.Pid);
            File.Delete(files.Qmp);
            File.Delete(files.Vnc);
            File.Delete(files.Agent);
            var outcome = await programs.RunAsync(
                options.Value.Binary,
                // A disc that is gone must not keep the machine from starting.
                QemuArguments.For(machine, files, network, launch, withSeed: File.Exists(files.Seed), File.Exists(machine.Disc) ? machine.Disc : null, fromDisc),
                StartPatience,
                cancellationToken);
            if (outcome.Succeeded)
            {
                return await KeepLinkAsync(files, cancellationToken);
            }

            if (!outcome.Errors.Contains("host forwarding", StringComparison.Ordinal) || attempt == PortAttempts)
            {
                return outcome.ToFailure("qemu.start");
            }

            // Another program has taken one of the ports since they were chosen.
            if (Move(machine) is not { } moved)
            {
                return QemuFailures.NoPorts();
            }

            machine = moved;
        }
    }

    /// <summary>Null when no process is left.</summary>
    public async Task<Failure?> KillAsync(QemuFiles files, CancellationToken cancellationToken)
    {
        foreach (var pid in Search(files))
        {
            Kill(pid);
        }

        if (!await EndsWithinAsync(files, KillPatience, cancellationToken))
        {
            return new Failure(FailureKind.Unavailable, "qemu.will-not-die", "The machine could not be stopped just now.", new DriverFacts($"processes {string.Join(", ", Search(files))}"));
        }

        if (Directory.Exists(files.Folder))
        {
            File.Delete(files.Pid);
            File.Delete(files.Qmp);
            File.Delete(files.Vnc);
            File.Delete(files.Agent);
        }

        return null;
    }

    public async Task<bool> EndsWithinAsync(QemuFiles files, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (Search(files).Count > 0)
        {
            if (time.GetElapsedTime(start) > patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }

        return true;
    }

    /// <summary>A port that was switched off stays off: every start asks for it, as QEMU's command line cannot.</summary>
    private async Task<Failure?> KeepLinkAsync(QemuFiles files, CancellationToken cancellationToken) =>
        QemuNetwork.Find(files) is { LinkUp: false } ? await QemuNetwork.SetLinkAsync(qmp, files, up: false, cancellationToken) : null;

    /// <summary>Process id of the machine; null when it is off.</summary>
    public static int? Running(QemuFiles files) => PidOf(files);

    private QemuMachine? Move(QemuMachine machine) => ports.Claim(machine.MachineId, machine.Open, chosen =>
    {
        var moved = machine with { Ports = chosen.Tcp, UdpPorts = chosen.Udp };
        folder.Save(moved);
        return moved;
    });

    private async ValueTask<QemuLaunch> LaunchAsync(CancellationToken cancellationToken) => new(
        await accelerator.IsKvmAsync(cancellationToken), options.Value.TbSizeMb, options.Value.Address, options.Value.DiskCache);

    private static int? PidOf(QemuFiles files)
    {
        try
        {
            var text = File.ReadAllText(files.Pid);
            return int.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pid) && IsOf(files, pid) ? pid : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Thorough: also finds a process whose pid file was not written yet, or got lost.
    private static List<int> Search(QemuFiles files) => PidOf(files) is { } known
        ? [known]
        : [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsOf(files, pid))];

    // A process that has ended but was not yet collected by its parent has an empty command line, so it counts as ended.
    private static bool IsOf(QemuFiles files, int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(QemuArguments.QmpOption(files), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Gone in the meantime, or not ours to kill: EndsWithinAsync tells.
        }
    }
}
