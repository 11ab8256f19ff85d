using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>Reading the copies of the caller's own server, and their schedule.</summary>
public sealed class CopyQueries(Database database, DiskOptions options)
{
    public int Most(CopyKind kind) => options.Most(kind);

    public Task<Result<IReadOnlyList<CopyFacts>>> ListAsync(Caller caller, ServerId id, CopyKind kind, CancellationToken cancellationToken) =>
        OwnAsync<IReadOnlyList<CopyFacts>>(caller, id, async (session, _) => [.. (await DiskCopyStore.ListAsync(session, id, kind)).Select(CopyFacts.Of)], cancellationToken);

    /// <summary>The schedule, if there is one.</summary>
    public Task<Result<ScheduleView>> ScheduleAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        OwnAsync(caller, id, async (session, _) => new ScheduleView(await BackupScheduleStore.FindAsync(session, id)), cancellationToken);

    /// <summary>Whether the server is being worked on, so that no backup can be begun.</summary>
    public Task<Result<WorkView>> WorkAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        OwnAsync(caller, id, async (session, server) => new WorkView(await Runs.LiveAsync(session, server.Subject)), cancellationToken);

    private Task<Result<T>> OwnAsync<T>(Caller caller, ServerId id, Func<DatabaseSession, Server, Task<T>> read, CancellationToken cancellationToken) =>
        database.ReadAsync(async session => await ServerQueries.OwnAsync(session, caller, id) is { } server ? Found(await read(session, server)) : ServerFailures.Unknown(id), cancellationToken);

    // An interface has no implicit conversion, so it goes through the generic parameter.
    private static Result<T> Found<T>(T value) => value;
}

/// <param name="Schedule">Null when no backups are made by themselves.</param>
public sealed record ScheduleView(BackupSchedule? Schedule);

/// <param name="Key">The run that is changing the server; null when nothing is.</param>
public sealed record WorkView(AsyncKey? Key);
