using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>How busy a server is: two readings a second apart, so the answer comes by callback.</summary>
internal sealed class LoadStats(MeasureLoad measure) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await measure.RunAsync(call.Caller, server, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
}

/// <summary>Sizes in bytes. What is not known is left out.</summary>
internal sealed record LoadShape(string Time, double? Uptime, LoadCpuShape Cpu, LoadMemoryShape Memory, LoadDiskShape Disk, LoadNetworkShape Network)
{
    public static object? From(RunView run) => run.Result<LoadFigures>() is not { Figures: var figures } load ? null : new LoadShape(
        WireWords.Time(figures.At),
        figures.UptimeSeconds is { } uptime ? Math.Round(uptime) : null,
        new LoadCpuShape(figures.Cores, load.CpuPercent),
        new LoadMemoryShape(figures.MemoryTotalBytes, figures.MemoryUsedBytes),
        new LoadDiskShape(figures.DiskTotalBytes, figures.DiskUsedBytes, figures.DiskReadBytes, figures.DiskWrittenBytes, load.DiskReadPerSecond, load.DiskWrittenPerSecond),
        new LoadNetworkShape(figures.ReceivedBytes, figures.SentBytes, load.ReceivedPerSecond, load.SentPerSecond));
}

internal sealed record LoadCpuShape(int Cores, double? Percent);

internal sealed record LoadMemoryShape(long? Total, long? Used);

internal sealed record LoadDiskShape(long? Total, long? Used, long? Read, long? Written, double? ReadPerSecond, double? WrittenPerSecond);

internal sealed record LoadNetworkShape(long? In, long? Out, double? InPerSecond, double? OutPerSecond);
