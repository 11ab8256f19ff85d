using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Reconciliation;

/// <summary>Reconciles again and again, and says in the log what it found.</summary>
internal sealed partial class ReconcileClock(Reconcile reconcile, ReconcileOptions options, TimeProvider clock, ILogger<ReconcileClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, clock);
        do
        {
            try
            {
                foreach (var difference in (await reconcile.RunAsync(stoppingToken)).Differences)
                {
                    LogDifference(difference.Area, difference.What, difference.Remedy);
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "reconcile: {Area}: {What}. {Remedy}")]
    private partial void LogDifference(string area, string what, string remedy);

    [LoggerMessage(Level = LogLevel.Error, Message = "reconciling broke; trying again later")]
    private partial void LogBroken(Exception exception);
}
