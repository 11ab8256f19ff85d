using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="EndsAt">When the machine is to be removed.</param>
/// <param name="Erased">What was done to its disks.</param>
public sealed record Termination(int ServerId, DateTimeOffset EndsAt, EraseReport? Erased = null);

/// <summary>Removes a server at the end of its period, or now: what is on its disks, the machine, addresses, place.</summary>
public sealed class TerminateServer : Workflow<Termination>
{
    /// <summary>Ends the waiting.</summary>
    public const string NowSignal = "terminate-now";

    public override string Name => "terminate-server/1";

    public override IReadOnlyList<StepEntry<Termination>> Steps =>
    [
        Step<AwaitEnd>("await-end", patienceMinutes: 60 * 24 * 1100),
        Step<DestroyMachine>("destroy-machine", patienceMinutes: 60 * 24),
        Step<ReleaseAll>("release"),
    ];

    public static string SubjectOf(ServerId server) => $"termination:{server}";

    internal sealed class AwaitEnd(IServerEnd end, ServerQueries servers, Database database, Changes changes) : Step<Termination>
    {
        private static readonly TimeSpan DeploymentPause = TimeSpan.FromMinutes(1);

        public override async Task<Progress> RunAsync(StepContext<Termination> context, CancellationToken cancellationToken)
        {
            var id = new ServerId(context.State.ServerId);
            var state = (await servers.ForRunAsync(id, cancellationToken))?.Server.State;
            if (state is ServerState.AwaitingPayment or ServerState.Deploying)
            {
                // It is delivered first; its machine is its deployment's until then.
                return new Progress.Again(DeploymentPause);
            }

            if (await database.ReadAsync(session => Runs.LiveAsync(session, Server.SubjectOf(id)), cancellationToken) is not null)
            {
                // A reinstallation has the machine.
                return new Progress.Again(DeploymentPause);
            }

            var left = (await end.EndsAtAsync(id, cancellationToken) ?? context.State.EndsAt) - context.Now;
            if (left > TimeSpan.Zero && state != ServerState.Failed && !context.Signals.Contains(NowSignal))
            {
                return new Progress.Again(left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1));
            }

            context.WithJournal(async transaction =>
            {
                var server = await ServerStates.FindAsync(transaction, id);
                if (server is not null && await Runs.LiveAsync(transaction, server.Subject) is not null)
                {
                    // It began since we looked; later then.
                    return new Failure(FailureKind.Unavailable, "provisioning.worked-on", "The server is being worked on.");
                }

                await end.EndAsync(transaction, id);
                if (server is { State: ServerState.Active or ServerState.Suspended })
                {
                    _ = await ServerStates.MoveAsync(transaction, server, ServerVerb.Terminate);
                    changes.Touch(transaction, $"account:{server.AccountId}");
                }

                return Unit.Value;
            });
            return Done();
        }

        /// <summary>
        /// A removal that has begun cannot be taken back, and must not end in silence with the machine still there: the run is
        /// left stuck, where an operator sees it.
        /// </summary>
        public override async Task<Progress> UndoAsync(StepContext<Termination> context, CancellationToken cancellationToken) =>
            await servers.ForRunAsync(new ServerId(context.State.ServerId), cancellationToken) is { Server.State: ServerState.Terminating }
                ? new Progress.Failed(new Failure(FailureKind.Unsupported, "provisioning.removal-incomplete", "The server could not be removed; an operator has to look at it."))
                : Done("nothing was removed yet");
    }

    /// <summary>First the disks are erased, then the machine goes with them.</summary>
    internal sealed class DestroyMachine(Places places, EraseRecords records) : Step<Termination>
    {
        public override async Task<Progress> RunAsync(StepContext<Termination> context, CancellationToken cancellationToken)
        {
            var server = new ServerId(context.State.ServerId);
            if (await places.FindAsync(server, cancellationToken) is not { } place)
            {
                return Done("there was no machine");
            }

            var machine = place.Machine(server);
            if (context.State.Erased is null)
            {
                if (await place.Driver.Power.HardOffAsync(machine, cancellationToken) is Progress.Failed { Failure.Kind: not FailureKind.NotFound } running)
                {
                    return running;
                }

                var erasing = await place.Driver.Erase.EraseAsync(machine, cancellationToken);
                if (erasing is { Progress: Progress.Done, Report: { } report })
                {
                    // Kept before the machine goes: with it goes what tells of the erasing.
                    context.State = context.State with { Erased = report };
                    return new Progress.Again(TimeSpan.Zero, "erased");
                }

                if (erasing.Progress is not Progress.Done)
                {
                    return erasing.Progress;
                }
            }

            var destroyed = await place.Driver.Lifecycle.DestroyAsync(machine, cancellationToken);
            if (destroyed is Progress.Done && context.State.Erased is { } erased)
            {
                context.WithJournal(transaction => records.AddAsync(transaction, server, context.Run.AccountId, EraseReason.Removal, place.Node.Name, erased));
            }

            return destroyed;
        }
    }

    internal sealed class ReleaseAll(Addresses addresses, IEnumerable<IServerLeftovers> leftovers, Changes changes) : Step<Termination>
    {
        public override Task<Progress> RunAsync(StepContext<Termination> context, CancellationToken cancellationToken)
        {
            var id = new ServerId(context.State.ServerId);
            context.WithJournal(async transaction =>
            {
                await addresses.ReleaseAsync(transaction, id);
                await Capacity.ReleaseAsync(transaction, id);
                foreach (var leftover in leftovers)
                {
                    await leftover.EndedAsync(transaction, id);
                }

                if (await ServerStates.FindAsync(transaction, id) is { State: ServerState.Terminating } server)
                {
                    _ = await ServerStates.MoveAsync(transaction, server, ServerVerb.Remove);
                    changes.Touch(transaction, $"account:{server.AccountId}");
                }

                return Unit.Value;
            });
            return Task.FromResult(Done());
        }
    }
}
