using System.Security.Cryptography;
using System.Text;
using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>
/// Figures as a small web server has them: more by day than by night, each machine another amount. They follow from the machine's name and the
/// clock alone, and counters only grow.
/// </summary>
internal sealed class FakeMeasure(FakeFleet fleet, TimeProvider time) : IMeasure
{
    private const double Day = 86400;

    private const long Gib = 1024 * 1024 * 1024;

    public static readonly Failure Off = new(FailureKind.Unavailable, "machines.off", "The machine is switched off.");

    public Task<Result<MachineFigures>> ReadAsync(MachineRef machine, CancellationToken cancellationToken) => Task.FromResult<Result<MachineFigures>>(
        fleet.Fault("measure") is { } fault ? fault
        : !fleet.Find(machine).TryGet(out var found, out var unknown) ? unknown
        : found.Power == PowerState.Off ? Off
        : Of(found, time.GetUtcNow()));

    internal static MachineFigures Of(FakeMachine machine, DateTimeOffset now)
    {
        var start = machine.StartedAt ?? DateTimeOffset.UnixEpoch;
        var seconds = Math.Max(0, (now - start).TotalSeconds);
        var kind = SHA256.HashData(Encoding.UTF8.GetBytes(machine.MachineId));
        // The integral of 1 + sin/2 over the time of day.
        double Waved(DateTimeOffset moment) => Seconds(moment) - (Day / 4 / Math.PI * Math.Cos(2 * Math.PI * Seconds(moment) / Day));
        var busy = Math.Max(0, Waved(now) - Waved(start));
        return new MachineFigures(now, $"fake-{start.ToUnixTimeSeconds()}", (long)(busy * (2_000 + (40 * kind[0]))), (long)(busy * (9_000 + (120 * kind[1]))), busy * (0.02 + (kind[2] / 2_000.0)))
        {
            Cores = 2,
            UptimeSeconds = seconds,
            MemoryTotalBytes = 2 * Gib,
            MemoryUsedBytes = (300 + kind[3]) * 1024L * 1024,
            DiskTotalBytes = 20 * Gib,
            DiskUsedBytes = Math.Min(15 * Gib, (2 * Gib) + (long)(busy * 700)),
            DiskReadBytes = (long)(busy * 1_500),
            DiskWrittenBytes = (long)(busy * 4_000),
        };
    }

    private static double Seconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).TotalSeconds;
}
