using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>
/// A customer makes, goes back to and removes copies of his server's disk. One change at a time: everything here waits for nothing and is
/// refused while the server is being worked on. The action is the word the run is known by outside.
/// </summary>
public sealed class ChangeCopies(Database database, DriverTypes drivers, ServerJobs jobs, Runs runs, CreateCopyRun create, RestoreCopyRun restore, RemoveCopyRun remove, ListCopiesRun list, DiskOptions options, Changes changes, TimeProvider clock)
{
    /// <param name="name">Null for one that is made of the time.</param>
    public async Task<Result<AsyncKey>> CreateAsync(Caller caller, ServerId id, CopyKind kind, string? name, string action, CancellationToken cancellationToken)
    {
        name ??= $"{DiskFailures.Word(kind)}-{clock.GetUtcNow():yyyyMMdd-HHmmss}";
        if (!DiskCopy.IsName(name))
        {
            return DiskFailures.BadName();
        }

        var full = await RefusalAsync(id, kind, cancellationToken);
        return await jobs.StartAsync(
            caller, id, new ServerJob<CopyWork>(create, action, Changes: true, "copied"),
            async (transaction, place) => await DiskCopyStore.CountAsync(transaction, id, kind) >= options.Most(kind)
                ? DiskFailures.TooMany(kind, options.Most(kind))
                : await BeginAsync(transaction, place, kind, name, keep: null, full),
            cancellationToken);
    }

    public Task<Result<AsyncKey>> RestoreAsync(Caller caller, ServerId id, CopyKind kind, string name, string action, CancellationToken cancellationToken) =>
        jobs.StartAsync(
            caller, id, new ServerJob<CopyWork>(restore, action, Changes: true, "restored"),
            async (transaction, place) =>
            {
                if (!(await ReadyAsync(transaction, id, kind, name)).TryGet(out var copy, out var refused))
                {
                    return refused;
                }

                // A switch that is under way ends here: the machine is this run's. What it was to become it is afterwards.
                await runs.ReplaceAsync(transaction, PowerRun.SubjectOf(id), action);
                changes.Touch(transaction, $"account:{place.Server.AccountId}");
                return Work(place, copy.Id, kind, copy.Name) with { WasOn = place.Server.Power == PowerState.On };
            },
            cancellationToken);

    public Task<Result<AsyncKey>> RemoveAsync(Caller caller, ServerId id, CopyKind kind, string name, string action, CancellationToken cancellationToken) =>
        jobs.StartAsync(
            caller, id, new ServerJob<CopyWork>(remove, action, Changes: true, "changed"),
            async (transaction, place) =>
            {
                if (!(await ReadyAsync(transaction, id, kind, name)).TryGet(out var copy, out var refused))
                {
                    return refused;
                }

                await DiskCopyStore.SetPhaseAsync(transaction, copy.Id, CopyPhase.Removing);
                return Work(place, copy.Id, kind, copy.Name);
            },
            cancellationToken);

    /// <summary>A key that tells them.</summary>
    public Task<Result<AsyncKey>> ListAsync(Caller caller, ServerId id, CopyKind kind, string action, CancellationToken cancellationToken) =>
        jobs.StartAsync(
            caller, id, new ServerJob<CopyList>(list, action, Changes: false, "looked at") { Topic = $"list-{DiskFailures.Word(kind)}s" },
            (_, _) => Task.FromResult<Result<CopyList>>(new CopyList(id.Value, kind, options.Most(kind))), cancellationToken);

    /// <summary>Why its node has no place for another copy. Asks its file system, so never inside a transaction; what has changed since, the driver says when it begins.</summary>
    internal async Task<Failure?> RefusalAsync(ServerId id, CopyKind kind, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => Capacity.NodeOfAsync(session, id), cancellationToken) is { } node
            ? DiskCopy.Of(drivers.Get(node.Driver), kind).Refusal(new MachineRef(Server.MachineIdOf(id), node.Name))
            : null;

    /// <summary>The copy is written down as one that is being made, if the server and its node allow it.</summary>
    /// <param name="full">What <see cref="RefusalAsync"/> has answered.</param>
    internal async Task<Result<CopyWork>> BeginAsync(DatabaseTransaction transaction, JobPlace place, CopyKind kind, string name, int? keep, Failure? full)
    {
        if (place.Server.Disk == DiskContent.Missing)
        {
            return DiskFailures.NoSystem(place.Server.Id);
        }

        if (full is not null)
        {
            return full;
        }

        return await DiskCopyStore.InsertAsync(transaction, place.Server.Id, name, kind, keep is not null, CopiedSystem.Of(place.Server), clock.GetUtcNow()) is { } copy
            ? Work(place, copy, kind, name) with { Keep = keep }
            : DiskFailures.NameTaken(kind, name);
    }

    private static CopyWork Work(JobPlace place, int copy, CopyKind kind, string name) =>
        new(place.Server.Id.Value, place.Node.Name, place.Node.Driver, copy, kind) { CustomerName = name };

    private static async Task<Result<DiskCopy>> ReadyAsync(DatabaseTransaction transaction, ServerId id, CopyKind kind, string name) =>
        !DiskCopy.IsName(name) ? DiskFailures.BadName()
        : await DiskCopyStore.FindAsync(transaction, id, kind, name) is not { } copy ? DiskFailures.Unknown(kind, name)
        : copy.Phase != CopyPhase.Ready ? DiskFailures.NotReady(kind, name)
        : copy;
}
