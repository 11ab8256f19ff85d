using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="EndsAt">When the machine is to be removed.</param>
public sealed record Termination(int ServerId, DateTimeOffset EndsAt);

/// <summary>Removes a server at the end of its period, or now: machine, addresses, place.</summary>
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

    internal sealed class AwaitEnd(IServerEnd end, ServerQueries servers, Changes changes) : Step<Termination>
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

            var left = (await end.EndsAtAsync(id, cancellationToken) ?? context.State.EndsAt) - context.Now;
            if (left > TimeSpan.Zero && state != ServerState.Failed && !context.Signals.Contains(NowSignal))
            {
                return new Progress.Again(left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1));
            }

            context.WithJournal(async transaction =>
            {
                await end.EndAsync(transaction, new ServerId(context.State.ServerId));
                var server = await ServerStates.FindAsync(transaction, new ServerId(context.State.ServerId));
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

    internal sealed class DestroyMachine(Places places) : Step<Termination>
    {
        public override async Task<Progress> RunAsync(StepContext<Termination> context, CancellationToken cancellationToken)
        {
            var server = new ServerId(context.State.ServerId);
            return await places.FindAsync(server, cancellationToken) is { } place
                ? await place.Driver.Lifecycle.DestroyAsync(place.Machine(server), cancellationToken)
                : Done("there was no machine");
        }
    }

    internal sealed class ReleaseAll(Addresses addresses, Changes changes) : Step<Termination>
    {
        public override Task<Progress> RunAsync(StepContext<Termination> context, CancellationToken cancellationToken)
        {
            var id = new ServerId(context.State.ServerId);
            context.WithJournal(async transaction =>
            {
                await addresses.ReleaseAsync(transaction, id);
                await Capacity.ReleaseAsync(transaction, id);
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
