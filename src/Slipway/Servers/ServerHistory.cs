using System.Globalization;
using Slipway.Accounts;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Servers;

/// <summary>What happened to a server: its runs, and the events that were no run, the latest first.</summary>
public sealed class ServerHistory(Database database)
{
    public const int MostListed = 500;

    /// <summary>Further back nobody is taken in one answer.</summary>
    public const int FurthestBack = 10_000;

    // Somebody only looked whether it is on.
    private const string Looking = "status";

    /// <summary>Of the caller's own server, also of one that is gone.</summary>
    public Task<Result<HistoryPage>> OfAsync(Caller caller, ServerId id, int offset, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<HistoryPage>>(
            async session =>
            {
                if (await ServerQueries.AnyAsync(session, id) is not { } server || server.AccountId != caller.AccountId || !caller.Sees(id))
                {
                    return ServerFailures.Unknown(id);
                }

                var about = id.Value.ToString(CultureInfo.InvariantCulture);
                var runs = await RunQueries.AboutAsync(session, caller.AccountId, about, Looking, offset + limit);
                var events = await ServerStore.EventsAsync(session, id, offset + limit);
                var total = await RunQueries.CountAboutAsync(session, caller.AccountId, about, Looking) + await ServerStore.CountEventsAsync(session, id);
                return new HistoryPage(
                    total,
                    [
                        .. runs.Select(run => new HistoryEntry(run.CreatedAt, run.EndedAt, run.Action, run.State, run.Failure?.Message, null, run.Key))
                            .Concat(events.Select(happened => new HistoryEntry(happened.At, null, happened.Kind, null, happened.Note, happened.Actor, null)))
                            .OrderByDescending(entry => entry.At)
                            .Skip(offset).Take(limit),
                    ]);
            },
            cancellationToken);
}

/// <param name="Total">Entries in all.</param>
public sealed record HistoryPage(int Total, IReadOnlyList<HistoryEntry> Entries);

/// <param name="State">How the run stands; null for what is no run.</param>
/// <param name="Note">Why a run came to nothing, or what an event says.</param>
/// <param name="Actor">Null for runs.</param>
/// <param name="Key">Of the run.</param>
public sealed record HistoryEntry(DateTimeOffset At, DateTimeOffset? EndedAt, string Event, RunState? State, string? Note, string? Actor, AsyncKey? Key);

public sealed record ServerEvent(string Kind, string Note, string Actor, DateTimeOffset At);
