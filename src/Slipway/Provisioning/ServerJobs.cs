using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>
/// Starts work on a server for its customer: the server is his and runs, and nothing else is being done to it. What the work is, its
/// workflow says; the answer is the key to follow it by.
/// </summary>
public sealed class ServerJobs(Database database, DriverTypes drivers, Runs runs)
{
    /// <param name="job">What is to be done.</param>
    /// <param name="state">The workflow's state; may refuse, and may write whatever belongs to the start of the work into the same transaction.</param>
    public Task<Result<AsyncKey>> StartAsync<TState>(
        Caller caller, ServerId id, ServerJob<TState> job, Func<DatabaseTransaction, JobPlace, Task<Result<TState>>> state, CancellationToken cancellationToken)
        where TState : class =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (server.State == ServerState.Suspended)
                {
                    return ProvisioningFailures.Suspended(id, "can be used again");
                }

                if (server.State != ServerState.Active || await Capacity.NodeOfAsync(transaction, id) is not { } node)
                {
                    return ProvisioningFailures.NotReady(id, job.Done);
                }

                if (job.Changes && await Runs.LiveAsync(transaction, server.Subject) is { } busy)
                {
                    return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(server.Subject, busy));
                }

                var subject = job.Changes ? server.Subject : $"{job.Topic ?? job.Action}:{id}";
                if (!job.Changes && await Runs.LiveAsync(transaction, subject) is { } same)
                {
                    // Looking twice at the same thing is looking once; what the state would write is not written for it.
                    return same;
                }

                if (!(await state(transaction, new JobPlace(server, node, drivers.Get(node.Driver)))).TryGet(out var begin, out var refused))
                {
                    return refused;
                }

                return await runs.StartAsync(transaction, job.Workflow, job.Action, subject, server.Location, server.AccountId, begin);
            },
            cancellationToken);
}

/// <param name="Action">The word the run is known by outside.</param>
/// <param name="Changes">It changes the server, so nothing else may be changing it meanwhile; otherwise it only looks.</param>
/// <param name="Done">What the customer can do once a server that is not ready yet is deployed: <c>"backed up"</c>.</param>
public sealed record ServerJob<TState>(Workflow<TState> Workflow, string Action, bool Changes, string Done)
    where TState : class
{
    /// <summary>What is looked at, where one action can look at several things.</summary>
    public string? Topic { get; init; }
}

/// <summary>The server with its node and its driver, as the transaction sees them.</summary>
public sealed record JobPlace(Server Server, Node Node, DriverType Driver)
{
    public MachineRef Machine => new(Server.MachineId, Node.Name);
}
