using System.Text.Json;
using Slipway.Storage;

namespace Slipway.Workflows;

internal static class RunStore
{
    private const string Columns =
        "async_key, workflow, action, subject, location, account_id, state, step, version, attempts, state_json, waiting_for, due_at, step_started_at, created_at, ended_at, failure_json, result_json";

    /// <summary>False when the subject has a live run already.</summary>
    public static async Task<bool> InsertAsync(DatabaseTransaction transaction, Run run) =>
        await transaction.ExecuteAsync(
            $"insert into workflows_run ({Columns}) values (@async_key, @workflow, @action, @subject, @location, @account_id, @state, @step, @version, @attempts, @state_json, null, @due_at, @step_started_at, @created_at, null, null, null) " +
            "on conflict (subject) where ended_at is null do nothing",
            ("async_key", run.Key.Value), ("workflow", run.Workflow), ("action", run.Action), ("subject", run.Subject), ("location", run.Location),
            ("account_id", run.AccountId.Value), ("state", (int)run.State), ("step", run.Step), ("version", run.Version), ("attempts", run.Attempts),
            ("state_json", run.StateJson), ("due_at", run.DueAt), ("step_started_at", run.StepStartedAt), ("created_at", run.CreatedAt)) == 1;

    /// <summary>False when somebody else has moved the run since it was loaded; then nothing may be committed.</summary>
    public static async Task<bool> SaveAsync(DatabaseTransaction transaction, Run run) =>
        await transaction.ExecuteAsync(
            "update workflows_run set state = @state, step = @step, version = version + 1, attempts = @attempts, state_json = @state_json, waiting_for = @waiting_for, due_at = @due_at, " +
            "step_started_at = @step_started_at, ended_at = @ended_at, failure_json = @failure_json, result_json = @result_json where async_key = @async_key and version = @version",
            ("state", (int)run.State), ("step", run.Step), ("attempts", run.Attempts), ("state_json", run.StateJson), ("waiting_for", run.WaitingFor), ("due_at", run.DueAt),
            ("step_started_at", run.StepStartedAt), ("ended_at", run.EndedAt), ("failure_json", run.Failure is null ? null : JsonSerializer.Serialize(run.Failure with { Facts = null })),
            ("result_json", run.ResultJson), ("async_key", run.Key.Value), ("version", run.Version)) == 1;

    public static Task ForgetResultAsync(DatabaseTransaction transaction, AsyncKey key) =>
        transaction.ExecuteAsync("update workflows_run set result_json = null where async_key = @async_key and ended_at is not null", ("async_key", key.Value));

    public static Task<Run?> LoadAsync(DatabaseSession session, AsyncKey key) =>
        session.FirstAsync($"select {Columns} from workflows_run where async_key = @async_key", Read, ("async_key", key.Value));

    public static async Task<AsyncKey?> LiveKeyAsync(DatabaseSession session, string subject) =>
        await session.ScalarAsync<string>("select async_key from workflows_run where subject = @subject and ended_at is null", ("subject", subject)) is { } key ? new AsyncKey(key) : null;

    /// <summary>Runs that want to be called now.</summary>
    public static Task<List<AsyncKey>> DueAsync(DatabaseSession session, DateTimeOffset now, int limit) =>
        session.ListAsync(
            $"select async_key from workflows_run where due_at <= @now order by due_at limit {limit}", row => new AsyncKey(row.Text(0)), ("now", now));

    /// <summary>Everything that was being worked on when the daemon went away.</summary>
    public static Task<List<AsyncKey>> InterruptedAsync(DatabaseSession session) =>
        session.ListAsync("select async_key from workflows_run where due_at is not null and waiting_for is null order by due_at", row => new AsyncKey(row.Text(0)));

    public static Task JournalAsync(DatabaseTransaction transaction, Run run, string step, bool undo, DateTimeOffset ended, string outcome, string? note) =>
        transaction.ExecuteAsync(
            "insert into workflows_journal (async_key, workflow, step, undo, started_at, ended_at, outcome, note) values (@async_key, @workflow, @step, @undo, @started_at, @ended_at, @outcome, @note)",
            ("async_key", run.Key.Value), ("workflow", run.Workflow), ("step", step), ("undo", undo), ("started_at", run.StepStartedAt), ("ended_at", ended), ("outcome", outcome), ("note", note));

    /// <summary>Keeps the signal and takes the right to commit away from whoever is just running the step: it has not seen it.</summary>
    public static async Task<bool> RaiseAsync(DatabaseTransaction transaction, AsyncKey key, string signal, DateTimeOffset now)
    {
        await transaction.ExecuteAsync(
            "insert into workflows_signal (async_key, name, at) values (@async_key, @name, @at) on conflict (async_key, name) do nothing",
            ("async_key", key.Value), ("name", signal), ("at", now));
        return await transaction.ExecuteAsync(
            "update workflows_run set version = version + 1, waiting_for = null, due_at = @now where async_key = @async_key and ended_at is null",
            ("now", now), ("async_key", key.Value)) == 1;
    }

    public static async Task<IReadOnlySet<string>> SignalsAsync(DatabaseSession session, AsyncKey key) =>
        (await session.ListAsync("select name from workflows_signal where async_key = @async_key", row => row.Text(0), ("async_key", key.Value))).ToHashSet(StringComparer.Ordinal);

    private static Run Read(Row row) => new(
        new AsyncKey(row.Text(0)), row.Text(1), row.Text(2), row.Text(3), row.Text(4), new AccountId(row.Int(5)), (RunState)row.Int(6), row.Int(7), row.Int(8), row.Int(9), row.Text(10),
        row.TextOrNull(11), row.TimeOrNull(12), row.Time(13), row.Time(14), row.TimeOrNull(15), row.TextOrNull(16) is { } failure ? JsonSerializer.Deserialize<Failure>(failure) : null)
    {
        ResultJson = row.TextOrNull(17),
    };
}
