using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Orders;

/// <summary>Runs the renewal cycle and lets go of expired quotes, again and again.</summary>
internal sealed partial class RenewalClock(RenewalCycle cycle, HeldQuotes quotes, RenewalOptions options, TimeProvider clock, ILogger<RenewalClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, clock);
        do
        {
            try
            {
                await quotes.ReleaseExpiredAsync(stoppingToken);
                if (await cycle.PassAsync(stoppingToken) is > 0 and var services)
                {
                    LogPass(services);
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "renewal cycle: {Services} services had something due")]
    private partial void LogPass(int services);

    [LoggerMessage(Level = LogLevel.Error, Message = "the renewal cycle broke; trying again later")]
    private partial void LogBroken(Exception exception);
}
