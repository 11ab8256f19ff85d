using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Traffic;

/// <summary>
/// Reads how much went through each server's port and adds what is new to the slices of its time. A reading counts once, however many daemons
/// read at the same time; a driver that hangs holds up nobody but its own servers.
/// </summary>
public sealed partial class CountTraffic(Database database, DriverTypes drivers, TrafficOptions options, TimeProvider clock, ILogger<CountTraffic> log)
{
    // Who has not come back from an earlier question is not asked another one.
    private readonly ConcurrentDictionary<ServerId, byte> _asked = new();

    /// <summary>Answers how many servers were read.</summary>
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var servers = await database.ReadAsync(TrafficStore.ServersAsync, cancellationToken);
        var counted = 0;
        await Parallel.ForEachAsync(servers, new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = cancellationToken }, async (server, token) =>
        {
            if (await ReadAsync(server, token) is { } figures && await AddAsync(server.Id, figures, token))
            {
                Interlocked.Increment(ref counted);
            }
        });
        await database.InTransactionAsync(transaction => TrafficStore.ForgetAsync(transaction, clock.GetUtcNow()), cancellationToken);
        return counted;
    }

    /// <summary>The reading and what follows from it, in one transaction. False when it was counted already, or tells nothing.</summary>
    internal async Task<bool> AddAsync(ServerId server, MachineFigures figures, CancellationToken cancellationToken)
    {
        if (figures is not { ReceivedBytes: >= 0 and var received, SentBytes: >= 0 and var sent })
        {
            return false;
        }

        var counted = false;
        await database.InTransactionAsync(
            async transaction =>
            {
                var last = await TrafficStore.CounterAsync(transaction, server);
                counted = TrafficCount.Between(last, figures, received, sent) is { } delta
                    && await TrafficStore.SaveCounterAsync(transaction, server, last, new TrafficCounter(figures.Epoch, received, sent, figures.At))
                    && await TrafficStore.AddAsync(transaction, server, delta);
            },
            cancellationToken);
        return counted;
    }

    private async Task<MachineFigures?> ReadAsync(MeasuredServer server, CancellationToken cancellationToken)
    {
        if (!_asked.TryAdd(server.Id, default))
        {
            return null;
        }

        try
        {
            return (await AskAsync(server, cancellationToken).WaitAsync(options.Patience, clock, cancellationToken)).TryGet(out var figures, out _) ? figures : null;
        }
        catch (TimeoutException)
        {
            LogSilent(server.Id, server.Node, options.Patience);
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogBroken(server.Id, server.Node, broken);
        }

        return null;
    }

    private async Task<Result<MachineFigures>> AskAsync(MeasuredServer server, CancellationToken cancellationToken)
    {
        // A driver that blocks its thread shall not block the pass.
        await Task.Yield();
        using var patience = new CancellationTokenSource(options.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await drivers.Get(server.Driver).Measure.ReadAsync(new MachineRef(Server.MachineIdOf(server.Id), server.Node), either.Token);
        }
        finally
        {
            _asked.TryRemove(server.Id, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "traffic: server {Server} on {Node} told no counters within {Patience}; what it counts meanwhile is added later")]
    private partial void LogSilent(ServerId server, string node, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Warning, Message = "traffic: the counters of server {Server} on {Node} could not be read")]
    private partial void LogBroken(ServerId server, string node, Exception exception);
}

/// <summary>A running server and where its machine is.</summary>
internal sealed record MeasuredServer(ServerId Id, string Node, string Driver);
