using Microsoft.Extensions.DependencyInjection;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="Added">Addresses that are paid once the machine has them, and taken back when it does not get them.</param>
/// <param name="Again">Something else was wanted while the run was being undone.</param>
public sealed record NetworkWish(int ServerId, IReadOnlyList<AddedAddresses> Added, bool Again = false);

/// <summary>
/// Brings what the database says about a server's network to its machine. There is one such run for a server: whatever is wanted meanwhile
/// joins it, and it looks at the database anew each time, so the last word is what counts.
/// </summary>
public sealed class NetworkRun : Workflow<NetworkWish>
{
    /// <summary>Not longer than a released address rests (see <see cref="NetworkOptions.Mistakes"/>): nobody else can have got meanwhile what is taken back.</summary>
    private const double PatienceMinutes = 30;

    public override string Name => "apply-network/1";

    public override IReadOnlyList<StepEntry<NetworkWish>> Steps => [Step<Apply>("apply-network", PatienceMinutes, guessSeconds: 1)];

    public static string SubjectOf(ServerId server) => $"network:{server}";

    /// <summary>Are addresses on their way to the machine, so that what the server costs may have to be taken back?</summary>
    public static async Task<bool> IsAddingAsync(DatabaseSession session, ServerId server) => await Runs.MovingAsync<NetworkWish>(session, SubjectOf(server)) is { Added.Count: > 0 };

    protected override async Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, NetworkWish state, Failure? failure)
    {
        var billing = services.GetRequiredService<IAddedAddresses>();
        var server = new ServerId(state.ServerId);
        foreach (var added in state.Added)
        {
            if (failure is null)
            {
                await billing.AppliedAsync(transaction, server, added);
            }
            else
            {
                await billing.TakeBackAsync(transaction, server, added, failure.Message);
            }
        }

        if (failure is not null && (state.Added.Count > 0 || state.Again))
        {
            // What was half applied is brought to what is true now.
            _ = await services.GetRequiredService<NetworkChanges>().WantAsync(transaction, server, run.Location, run.AccountId);
        }
    }

    internal sealed class Apply(Places places, ServerQueries servers, Database database) : Step<NetworkWish>
    {
        private static readonly TimeSpan WhileReinstalled = TimeSpan.FromSeconds(5);

        public override async Task<Progress> RunAsync(StepContext<NetworkWish> context, CancellationToken cancellationToken)
        {
            var id = new ServerId(context.State.ServerId);
            if (await places.FindAsync(id, cancellationToken) is not { } place
                || await servers.ForRunAsync(id, cancellationToken) is not { Server: { State: ServerState.Active or ServerState.Suspended } server })
            {
                return context.State.Added.Count == 0 ? Done("the server is gone") : new Progress.Failed(ProvisioningFailures.Gone);
            }

            var wanted = await database.ReadAsync(session => WantedNetwork.OfAsync(session, server), cancellationToken);
            var progress = await place.Driver.Network.ApplyAsync(place.Machine(id), wanted, cancellationToken);
            // A machine that is being made anew refuses what it takes once that is done.
            return progress is Progress.Failed { Failure: var failure } && await database.ReadAsync(session => Runs.LiveAsync(session, server.Subject), cancellationToken) is not null
                ? new Progress.Again(WhileReinstalled, failure.Message)
                : progress;
        }
    }
}
