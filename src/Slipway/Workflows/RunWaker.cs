using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Workflows;

/// <summary>
/// Wakes runs: at once when a commit made one due, and every second whatever is due by the clock. After a start it wakes
/// everything that was being worked on when the daemon went away.
/// </summary>
public sealed partial class RunWaker(IServiceProvider services, Database database, TimeProvider clock, ILogger<RunWaker> log) : BackgroundService
{
    /// <summary>Calls the run once the transaction is durable. If that call is lost, the clock finds the run.</summary>
    internal void WakeAfter(DatabaseTransaction transaction, AsyncKey key) => transaction.AfterCommit(() => Wake(key));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interrupted = await database.ReadAsync(RunStore.InterruptedAsync, stoppingToken);
        interrupted.ForEach(Wake);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var due = await database.ReadAsync(session => RunStore.DueAsync(session, clock.GetUtcNow(), 500), stoppingToken);
                due.ForEach(Wake);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
    }

    private void Wake(AsyncKey key)
    {
        // No cluster client: the admin verbs start no silo. The daemon's clock will find the run.
        if (services.GetService<IGrainFactory>() is { } grains && services.GetService<WorkGate>() is not null)
        {
            grains.GetGrain<IRunGrain>(key.Value).WakeAsync().Ignore();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "looking for due runs broke; trying again in a second")]
    private partial void LogBroken(Exception exception);
}
