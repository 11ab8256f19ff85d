using Slipway.Invapi.Wire;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What happened to the server, the latest first; also of one that is gone.</summary>
internal sealed class History(ServerHistory history) : ServerAction
{
    private const int Usual = 100;

    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var limit = call.Form.Int("limit") ?? Usual;
        var offset = call.Form.Int("offset") ?? 0;
        if (call.Form.Complaint is { } complaint)
        {
            return Refused(complaint);
        }

        if (limit is < 1 or > ServerHistory.MostListed)
        {
            return Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"limit must be 1 to {ServerHistory.MostListed}"));
        }

        if (offset is < 0 or > ServerHistory.FurthestBack)
        {
            return Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"offset must be 0 to {ServerHistory.FurthestBack}"));
        }

        return (await history.OfAsync(call.Caller, server, offset, limit, cancellationToken)).TryGet(out var page, out var failure)
            ? WireReply.Ok(("id", server.Value), ("total", page.Total), ("history", page.Entries.Select(HistoryShape.From).ToArray()))
            : Refused(failure);
    }
}

/// <param name="Event">The action of a run, or what happened in a word or two.</param>
/// <param name="State">running, unwinding, done, failed or stuck; empty for what is no run.</param>
/// <param name="Callback">Key of the run.</param>
internal sealed record HistoryShape(string Time, long TimeUnix, string? Ended, string Event, string State, string Note, string? Actor, string? Callback)
{
    public static HistoryShape From(HistoryEntry entry) => new(
        WireWords.Time(entry.At), entry.At.ToUnixTimeSeconds(), entry.EndedAt is { } ended ? WireWords.Time(ended) : null, entry.Event, entry.State is { } state ? Word(state) : "", entry.Note ?? "", entry.Actor, entry.Key?.Value);

    private static string Word(RunState state) => state switch
    {
        RunState.Running => "running",
        RunState.Unwinding => "unwinding",
        RunState.Done => "done",
        RunState.Failed => "failed",
        RunState.Stuck => "stuck",
    };
}
