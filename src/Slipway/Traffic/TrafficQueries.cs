using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Traffic;

/// <summary>What went through a server's port.</summary>
public sealed class TrafficQueries(Database database)
{
    /// <summary>Of the caller's own server; null when it is not his.</summary>
    public Task<TrafficReport?> OfAsync(Accounts.Caller caller, ServerId server, TrafficPeriod period, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await ServerQueries.OwnAsync(session, caller, server) is null ? null : new TrafficReport(period, await TrafficStore.SeriesAsync(session, server, period)),
            cancellationToken);
}
