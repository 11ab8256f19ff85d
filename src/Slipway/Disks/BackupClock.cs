using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Disks;

/// <summary>Looks for scheduled backups that are due, again and again.</summary>
internal sealed partial class BackupClock(BackupCycle cycle, DiskOptions options, TimeProvider clock, ILogger<BackupClock> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, clock);
        do
        {
            try
            {
                if (await cycle.PassAsync(stoppingToken) is > 0 and var begun)
                {
                    LogPass(begun);
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Begun} scheduled backups begun")]
    private partial void LogPass(int begun);

    [LoggerMessage(Level = LogLevel.Error, Message = "looking for scheduled backups broke; trying again later")]
    private partial void LogBroken(Exception exception);
}
