using Slipway.Invapi.Wire;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.EqCallback;

/// <summary>
/// Our addition: the steps of a run with their times, and how long each usually takes. While it runs, nothing in it reads
/// like a failure.
/// </summary>
internal sealed class ShowProgress(RunQueries runs, TimeProvider clock) : Keyed
{
    protected override async ValueTask<WireReply?> RunAsync(AsyncKey key, CancellationToken cancellationToken)
    {
        if (await runs.ProgressAsync(key, cancellationToken) is not { } progress)
        {
            return null;
        }

        var run = progress.Run;
        var now = run.EndedAt ?? clock.GetUtcNow();
        return WireReply.Ok(
            ("key", key.Value),
            ("job", run.Action),
            ("state", Word(run.State)),
            ("started", WireWords.Time(run.CreatedAt)),
            ("started_unix", run.CreatedAt.ToUnixTimeSeconds()),
            ("ended", run.EndedAt is { } ended ? WireWords.Time(ended) : null),
            ("ended_unix", run.EndedAt?.ToUnixTimeSeconds()),
            ("elapsed_seconds", Seconds(now - run.CreatedAt)),
            ("expected_seconds", Math.Round(progress.Steps.Sum(step => step.UsualSeconds), 2)),
            ("steps", progress.Steps.Select(step => StepShape.From(step, now)).ToArray()));
    }

    private static string Word(RunState state) => state switch
    {
        RunState.Running => "running",
        RunState.Unwinding => "undoing",
        RunState.Stuck => "waiting for the operator",
        RunState.Done => "done",
        RunState.Failed => "failed",
    };

    internal static double Seconds(TimeSpan time) => Math.Round(Math.Max(0, time.TotalSeconds), 2);
}

internal sealed record StepShape(
    string Name, string State, string? Started, long? StartedUnix, string? Ended, long? EndedUnix, double? ElapsedSeconds, double ExpectedSeconds)
{
    public static StepShape From(StepProgress step, DateTimeOffset now) => new(
        step.Name,
        step.State switch
        {
            StepState.Waiting => "waiting",
            StepState.Running => "running",
            StepState.Done => "done",
            StepState.Undone => "undone",
        },
        step.StartedAt is { } started ? WireWords.Time(started) : null,
        step.StartedAt?.ToUnixTimeSeconds(),
        step.EndedAt is { } ended ? WireWords.Time(ended) : null,
        step.EndedAt?.ToUnixTimeSeconds(),
        step.StartedAt is { } since ? ShowProgress.Seconds((step.EndedAt ?? now) - since) : null,
        Math.Round(step.UsualSeconds, 2));
}
