using Slipway.Machines;

namespace Slipway.Traffic;

/// <summary>Where counters stood.</summary>
/// <param name="Epoch">They can be compared only within one.</param>
public sealed record TrafficCounter(string Epoch, long Received, long Sent, DateTimeOffset At);

/// <summary>What is to be added, and to which moment's slices.</summary>
internal sealed record TrafficDelta(long Received, long Sent, DateTimeOffset Moment);

/// <summary>From two readings to what went through between them. Pure.</summary>
internal static class TrafficCount
{
    // 100 Gbit/s: what no port of ours can do. A guest that tells more is wrong or lies, and would spoil every sum.
    private const double MostBytesPerSecond = 12.5e9;

    private static readonly TimeSpan LongestUptime = TimeSpan.FromDays(3660);

    // Of a machine that does not tell how long it has been up.
    private static readonly TimeSpan UnknownUptime = TimeSpan.FromDays(1);

    /// <summary>
    /// Null when the reading is not newer than the last one: somebody else has counted it. Counters that begin anew, or that are lower than they
    /// were, have counted from zero since; never is anything taken away.
    /// </summary>
    public static TrafficDelta? Between(TrafficCounter? last, MachineFigures figures, long received, long sent)
    {
        if (last is not null && figures.At.ToUnixTimeMilliseconds() <= last.At.ToUnixTimeMilliseconds())
        {
            return null;
        }

        var since = last?.At ?? figures.At - (figures.UptimeSeconds is { } seconds and >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LongestUptime.TotalSeconds)) : UnknownUptime);
        var anew = last is null || last.Epoch != figures.Epoch || received < last.Received || sent < last.Sent;
        var (into, from) = anew ? (received, sent) : (received - last!.Received, sent - last.Sent);
        var elapsed = figures.At - since;
        var most = Math.Max(1, elapsed.TotalSeconds) * MostBytesPerSecond;
        // The middle: a reading at five past tells of what came before.
        return new TrafficDelta(into <= most ? into : 0, from <= most ? from : 0, last is null ? figures.At - TimeSpan.FromMilliseconds(1) : since + (elapsed / 2));
    }
}
