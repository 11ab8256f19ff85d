using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>What ends by itself about networks: blocks of addresses, and access to management modules.</summary>
public sealed class NetworkCycle(Database database, NetworkChanges network, Nats nats, Changes changes, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Answers how many things ended.</summary>
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ended = 0;
        foreach (var id in await database.ReadAsync(session => Addresses.BlocksOverAsync(session, now, Batch), cancellationToken))
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    if (await ServerStates.FindAsync(transaction, id) is { } server && await Addresses.EndBlocksAsync(transaction, id, now) is > 0 and var blocks)
                    {
                        ended += blocks;
                        changes.Touch(transaction, $"account:{server.AccountId}");
                        _ = await network.WantAsync(transaction, id, server.Location, server.AccountId, evenStuck: true);
                    }
                },
                cancellationToken);
        }

        foreach (var nat in await database.ReadAsync(session => Nats.OverAsync(session, now, Batch), cancellationToken))
        {
            await database.InTransactionAsync(
                async transaction => ended += await nats.CloseAsync(transaction, nat) ? 1 : 0, cancellationToken);
        }

        return ended;
    }
}

/// <summary>Lets it end when it is time.</summary>
internal sealed partial class NetworkClock(NetworkCycle cycle, TimeProvider clock, ILogger<NetworkClock> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await cycle.PassAsync(stoppingToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "ending blocks and accesses broke; trying again later")]
    private partial void LogBroken(Exception exception);
}
