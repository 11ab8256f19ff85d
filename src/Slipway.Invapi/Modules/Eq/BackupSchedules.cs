using Slipway.Disks;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>When backups are made by themselves.</summary>
internal sealed class BackupGetSchedule(CopyQueries copies) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await copies.ScheduleAsync(call.Caller, server, cancellationToken)).TryGet(out var view, out var failure)
            ? WireReply.Ok(("id", server.Value), ("schedule", ScheduleShape.From(view)))
            : Refused(failure);
}

/// <summary>Says when. Without <c>every</c> there are none any more.</summary>
internal sealed class BackupSaveSchedule(ScheduleBackups schedule) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var (every, hour, keep) = (call.Form.Text("every"), call.Form.Int("hour"), call.Form.Int("keep"));
        if (every is null && (hour ?? keep) is not null)
        {
            // Quirk Q-055: a word that was forgotten must not switch the schedule off.
            every = call.Form.RequiredText("every");
        }

        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        // At night, and three of them.
        return (await schedule.RunAsync(call.Caller, server, every, hour ?? 3, keep ?? 3, cancellationToken)).TryGet(out var view, out var failure)
            ? WireReply.Ok(("id", server.Value), ("schedule", ScheduleShape.From(view)))
            : Refused(failure);
    }
}

/// <summary>Whether the server is being worked on, so that no backup can be begun.</summary>
internal sealed class CheckBackupLock(CopyQueries copies) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await copies.WorkAsync(call.Caller, server, cancellationToken)).TryGet(out var work, out var failure)
            ? WireReply.Ok(("id", server.Value), ("locked", work.Key is null ? 0 : 1), ("callback", work.Key?.Value))
            : Refused(failure);
}

/// <param name="Every">Empty when no backups are made by themselves.</param>
internal sealed record ScheduleShape(string Every, int? Hour, int? Keep, string? Next, long? NextUnix)
{
    public static ScheduleShape From(ScheduleView view) => view.Schedule is { } schedule
        ? new(schedule.Every.Word, schedule.Hour, schedule.Keep, WireWords.Time(schedule.NextAt), schedule.NextAt.ToUnixTimeSeconds())
        : new("", null, null, null, null);
}
