using System.Globalization;
using System.Text.Json;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// Processor time, uptime and disk are counted outside, by the kernel of this box and by QEMU. Network bytes and used memory come from inside the
/// guest, because QEMU's user-mode network counts nothing: a customer who is root there can make them say what he likes.
/// </summary>
internal sealed class QemuMeasure(QemuFolder folder, QemuAgent agent, QmpClient qmp, TimeProvider time) : IMeasure
{
    // Linux tells processor time in these to every program, whatever its own clock is.
    private const double TicksPerSecond = 100;

    public async Task<Result<MachineFigures>> ReadAsync(MachineRef machine, CancellationToken cancellationToken)
    {
        if (!folder.Get(machine).TryGet(out var found, out var unknown))
        {
            return unknown;
        }

        var files = folder.Of(machine.MachineId);
        if (QemuProcess.Running(files) is not { } pid || ProcessTimes.Of(pid) is not { } times)
        {
            return QemuFailures.Off();
        }

        var inside = await InsideAsync(found, files, cancellationToken);
        var counts = (await qmp.AskAsync(files, "query-blockstats", null, cancellationToken)).TryGet(out var stats, out _) ? Disk(stats) : default;
        var used = (await qmp.AskAsync(files, "query-block", null, cancellationToken)).TryGet(out var block, out _) ? Allocated(block) : null;
        var total = (long)found.MemoryMb * 1024 * 1024;
        return new MachineFigures(time.GetUtcNow(), $"{times.Start}-{inside.Boot}", inside.Received, inside.Sent, times.CpuTicks / TicksPerSecond)
        {
            Cores = found.Cores,
            UptimeSeconds = times.Uptime,
            MemoryTotalBytes = total,
            MemoryUsedBytes = inside.MemoryUsed is { } memory ? Math.Min(memory, total) : null,
            DiskTotalBytes = (long)found.DiskGb * 1024 * 1024 * 1024,
            DiskUsedBytes = used,
            DiskReadBytes = counts.Read,
            DiskWrittenBytes = counts.Written,
        };
    }

    /// <summary>
    /// Counters together with the boot they count from. An agent that runs no commands is asked for its interfaces instead; then nobody tells
    /// the boot, and a counter that went down is all that shows a new one.
    /// </summary>
    private async Task<InsideFigures> InsideAsync(QemuMachine machine, QemuFiles files, CancellationToken cancellationToken)
    {
        if ((await agent.ShellAsync(files, GuestScripts.Figures(machine.Address.Mac), cancellationToken)).TryGet(out var answer, out var failure))
        {
            return InsideFigures.Parse(answer.Text);
        }

        return failure.Code == "qemu.agent-refuses" && (await agent.AskAsync(files, "guest-network-get-interfaces", cancellationToken)).TryGet(out var interfaces, out _)
            ? InsideFigures.Parse(interfaces, machine.Address.Mac)
            : InsideFigures.None;
    }

    private static (long? Read, long? Written) Disk(JsonElement stats) =>
        stats.EnumerateArray().FirstOrDefault(device => device.TryGetProperty("device", out var name) && name.GetString() == "disk") is { ValueKind: JsonValueKind.Object } disk
            ? (disk.GetProperty("stats").GetProperty("rd_bytes").GetInt64(), disk.GetProperty("stats").GetProperty("wr_bytes").GetInt64())
            : default;

    private static long? Allocated(JsonElement blocks) =>
        blocks.EnumerateArray().FirstOrDefault(device => device.TryGetProperty("device", out var name) && name.GetString() == "disk") is { ValueKind: JsonValueKind.Object } disk
        && disk.TryGetProperty("inserted", out var inserted) && inserted.GetProperty("image").TryGetProperty("actual-size", out var size)
            ? size.GetInt64()
            : null;

    /// <param name="Start">Names this start of this process, on this boot of the box.</param>
    private sealed record ProcessTimes(string Start, long CpuTicks, double Uptime)
    {
        public static ProcessTimes? Of(int pid)
        {
            try
            {
                // Its name, in brackets, may hold anything.
                var text = File.ReadAllText($"/proc/{pid}/stat");
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                var started = Number(fields[19]);
                var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
                var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id")[..8];
                return new ProcessTimes($"{boot}-{pid}-{started}", Number(fields[11]) + Number(fields[12]), Math.Max(0, uptime - (started / TicksPerSecond)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}

/// <summary>What a guest says of itself, read as what it is: a stranger's text.</summary>
internal sealed record InsideFigures(string Boot, long? Received, long? Sent, long? MemoryUsed)
{
    public static readonly InsideFigures None = new("", null, null, null);

    public static InsideFigures Parse(string text)
    {
        var (boot, received, sent, total, available) = ("", (long?)null, (long?)null, (long?)null, (long?)null);
        foreach (var line in text.Split('\n'))
        {
            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["boot", var id] when Guid.TryParse(id, out var guid):
                    boot = guid.ToString();
                    break;
                case ["net", var into, var from]:
                    (received, sent) = (Count(into), Count(from));
                    break;
                case ["MemTotal:", var kib, ..]:
                    total = Count(kib);
                    break;
                case ["MemAvailable:", var kib, ..]:
                    available = Count(kib);
                    break;
            }
        }

        // Without the boot they count from, two readings cannot be compared.
        return new InsideFigures(
            boot, boot.Length > 0 && sent is not null ? received : null, boot.Length > 0 && received is not null ? sent : null,
            total is { } all and < long.MaxValue / 1024 && available is { } free && free <= all ? (all - free) * 1024 : null);
    }

    public static InsideFigures Parse(JsonElement interfaces, string mac)
    {
        if (interfaces.ValueKind == JsonValueKind.Array)
        {
            foreach (var card in interfaces.EnumerateArray())
            {
                if (card.ValueKind == JsonValueKind.Object
                    && card.TryGetProperty("hardware-address", out var address) && address.ValueKind == JsonValueKind.String && string.Equals(address.GetString(), mac, StringComparison.OrdinalIgnoreCase)
                    && card.TryGetProperty("statistics", out var statistics) && statistics.ValueKind == JsonValueKind.Object
                    && statistics.TryGetProperty("rx-bytes", out var received) && statistics.TryGetProperty("tx-bytes", out var sent)
                    && Count(received.GetRawText()) is { } into && Count(sent.GetRawText()) is { } from)
                {
                    return new InsideFigures("", into, from, null);
                }
            }
        }

        return None;
    }

    private static long? Count(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
