using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Workflows;

/// <summary>What may be known of runs, by their async key.</summary>
public sealed class RunQueries(Database database, WorkflowList workflows)
{
    /// <summary>The run of a key, or null.</summary>
    public async Task<RunView?> FindAsync(AsyncKey key, CancellationToken cancellationToken)
    {
        var run = await database.ReadAsync(session => RunStore.LoadAsync(session, key), cancellationToken);
        return run is null ? null : View(run);
    }

    /// <summary>Live runs of an account whose action is one of those given: key by subject.</summary>
    public Task<List<(string Subject, AsyncKey Key)>> LiveAsync(AccountId account, string action, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.ListAsync(
                "select subject, async_key from workflows_run where account_id = @account and action = @action and ended_at is null",
                row => (row.Text(0), new AsyncKey(row.Text(1))),
                ("account", account.Value), ("action", action)),
            cancellationToken);

    /// <summary>Runs of an account that are live, or that ended well since then: their keys are still of use to who polls.</summary>
    public Task<List<AsyncKey>> RecentAsync(AccountId account, string action, DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.ListAsync(
                $"select async_key from workflows_run where account_id = @account and action = @action and (ended_at is null or (ended_at > @since and state = {(int)RunState.Done}))",
                row => new AsyncKey(row.Text(0)),
                ("account", account.Value), ("action", action), ("since", since)),
            cancellationToken);

    /// <summary>The latest runs about one thing of an account, such as <c>server:70211</c> and <c>power:70211</c>, inside somebody's session.</summary>
    /// <param name="about">What stands behind the colon of a subject.</param>
    /// <param name="except">An action that only looked and is not told.</param>
    public static Task<List<RunGist>> AboutAsync(DatabaseSession session, AccountId account, string about, string except, int most) =>
        session.ListAsync(
            "select async_key, action, state, failure_json, created_at, ended_at from workflows_run where account_id = @account and subject like @subject and action <> @except order by created_at desc, async_key limit @most",
            row => new RunGist(new AsyncKey(row.Text(0)), row.Text(1), (RunState)row.Int(2), row.TextOrNull(3) is { } failure ? JsonSerializer.Deserialize<Failure>(failure) : null, row.Time(4), row.TimeOrNull(5)),
            ("account", account.Value), ("subject", $"%:{about}"), ("except", except), ("most", most));

    /// <summary>How many there are.</summary>
    public static Task<int> CountAboutAsync(DatabaseSession session, AccountId account, string about, string except) =>
        session.ScalarAsync<int>(
            "select count(*) from workflows_run where account_id = @account and subject like @subject and action <> @except", ("account", account.Value), ("subject", $"%:{about}"), ("except", except));

    /// <summary>Every step of the run: when it began and ended, and how long it usually takes.</summary>
    public async Task<RunProgress?> ProgressAsync(AsyncKey key, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async session =>
            {
                if (await RunStore.LoadAsync(session, key) is not { } run)
                {
                    return null;
                }

                var workflow = workflows.Get(run.Workflow);
                var names = workflow.StepNames;
                var entries = await session.ListAsync(
                    "select step, undo, started_at, ended_at, outcome, note from workflows_journal where async_key = @key order by id",
                    row => (Step: row.Text(0), Undo: row.Flag(1), Started: row.Time(2), Ended: row.Time(3), Outcome: row.Text(4)),
                    ("key", key.Value));
                var steps = new List<StepProgress>();
                for (var index = 0; index < names.Count; index++)
                {
                    var done = entries.FindLast(entry => entry.Step == names[index] && !entry.Undo && entry.Outcome == "done");
                    var undone = entries.Exists(entry => entry.Step == names[index] && entry.Undo && entry.Outcome == "done");
                    var current = run.Step == index && run.EndedAt is null;
                    var started = done.Step is not null ? done.Started : current ? run.StepStartedAt : (DateTimeOffset?)null;
                    steps.Add(new(
                        names[index],
                        undone ? StepState.Undone : done.Step is not null ? StepState.Done : current ? StepState.Running : StepState.Waiting,
                        started,
                        done.Step is not null ? done.Ended : null,
                        await UsualAsync(session, workflow, index, key)));
                }

                return new RunProgress(View(run), steps);
            },
            cancellationToken);

    /// <summary>What a run of this workflow usually takes in seconds, all steps together.</summary>
    public Task<double> UsualSecondsAsync(Workflow workflow, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var sum = 0d;
                for (var step = 0; step < workflow.StepNames.Count; step++)
                {
                    sum += await UsualAsync(session, workflow, step, except: null);
                }

                return sum;
            },
            cancellationToken);

    // The median, not the mean: an invoice that was paid after a week says nothing about the next one.
    private static async Task<double> UsualAsync(DatabaseSession session, Workflow workflow, int step, AsyncKey? except)
    {
        var recent = await session.ListAsync(
            """
            select ended_at - started_at from workflows_journal
            where workflow = @workflow and step = @step and undo = 0 and outcome = 'done' and async_key <> @except order by id desc limit 20
            """,
            row => row.Long(0),
            ("workflow", workflow.Name), ("step", workflow.StepNames[step]), ("except", except?.Value ?? ""));
        return recent.Count == 0 ? workflow.GuessOf(step) : recent.Order().ElementAt(recent.Count / 2) / 1000d;
    }

    private static RunView View(Run run) => new(
        run.Key, run.Workflow, run.Action, run.Subject, run.Location, run.AccountId, run.State, run.Failure, run.CreatedAt, run.EndedAt, run.WaitingFor)
    {
        ResultJson = run.ResultJson,
    };
}

public sealed record RunView(
    AsyncKey Key,
    string Workflow,
    string Action,
    string Subject,
    string Location,
    AccountId AccountId,
    RunState State,
    Failure? Failure,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    string? WaitingFor)
{
    /// <summary>What it found out: JSON as its workflow wrote it, once it is done. Null for most.</summary>
    public string? ResultJson { get; init; }

    /// <summary>The same as an object; null when there is none.</summary>
    public T? Result<T>()
        where T : class => ResultJson is null ? null : StateText.Read<T>(ResultJson);
}

/// <summary>What a list tells of a run.</summary>
public sealed record RunGist(AsyncKey Key, string Action, RunState State, Failure? Failure, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

public sealed record RunProgress(RunView Run, IReadOnlyList<StepProgress> Steps);

/// <param name="UsualSeconds">Median of the last twenty such steps of other runs, or a guess as long as there are none.</param>
public sealed record StepProgress(string Name, StepState State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, double UsualSeconds);

public enum StepState
{
    Waiting,
    Running,
    Done,
    Undone,
}
