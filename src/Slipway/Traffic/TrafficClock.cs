using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Traffic;

/// <summary>Reads the counters again and again.</summary>
internal sealed partial class TrafficClock(CountTraffic count, TrafficOptions options, TimeProvider clock, ILogger<TrafficClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await count.PassAsync(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "reading the traffic counters broke; trying again later")]
    private partial void LogBroken(Exception exception);
}
