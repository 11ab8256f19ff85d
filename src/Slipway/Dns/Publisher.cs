using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>
/// Writes marked zones anew until none is: what a killed daemon left, what the DNS server was away for, names of addresses, and what
/// <c>slipwayd dns sync</c> asks for. One in trouble does not hold up the others.
/// </summary>
public sealed partial class Publisher(Database database, NamedLocks locks, ZoneCopy copy, ReverseDns reverse, Subdomains subdomains, DnsOptions options, TimeProvider clock, ILogger<Publisher> log)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FollowEvery = TimeSpan.FromSeconds(15);

    private readonly Dictionary<ZoneId, (DateTimeOffset At, TimeSpan Pause)> _later = [];
    private DateTimeOffset _followAt = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.IsOffered)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        var prepared = false;
        do
        {
            try
            {
                if (!prepared)
                {
                    await reverse.EnsureConfiguredAsync(stoppingToken);
                    prepared = true;
                }

                await PassAsync(stoppingToken);
                if (clock.GetUtcNow() >= _followAt)
                {
                    await subdomains.FollowAsync(stoppingToken);
                    _followAt = clock.GetUtcNow() + FollowEvery;
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Every marked zone once, unless it is too early to try it again; answers how many stay marked.</summary>
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var left = 0;
        foreach (var zone in await database.ReadAsync(ZoneStore.DirtyAsync, cancellationToken))
        {
            if (_later.TryGetValue(zone.Id, out var later) && clock.GetUtcNow() < later.At)
            {
                left++;
                continue;
            }

            using var taken = await locks.TakeAsync(zone.Name, cancellationToken);
            if ((await copy.WriteAsync(zone.Name, cancellationToken)).Failure is not { } failure)
            {
                _later.Remove(zone.Id);
                continue;
            }

            left++;
            var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, Math.Max(TimeSpan.TicksPerSecond, later.Pause.Ticks * 2)));
            _later[zone.Id] = (clock.GetUtcNow() + pause, pause);
            LogNotWritten(zone.Name, pause.TotalSeconds, failure.Message);
            if (failure.Code == DnsFailures.Away.Code)
            {
                // The others would wait for the same silence.
                break;
            }
        }

        return left;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "zone {Zone} is not on the DNS server as it should be, next try in {Seconds} s: {Reason}")]
    private partial void LogNotWritten(string zone, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "writing zones broke; trying again in a second")]
    private partial void LogBroken(Exception exception);
}
