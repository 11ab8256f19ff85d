using Slipway.Network;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="Nats">Numbers of the accesses.</param>
/// <param name="InnerIp">The module's address, once it is known.</param>
public sealed record NatWork(int ServerId, IReadOnlyList<int> Nats, string WhiteIp, string Acl, bool Secured, DateTimeOffset ExpiresAt, string? InnerIp = null);

/// <summary>Lets a public address lead to a server's management module. Whatever goes wrong gives the address back.</summary>
public sealed class OpenNat : Workflow<NatWork>
{
    public override string Name => "open-nat/1";

    public override IReadOnlyList<StepEntry<NatWork>> Steps => [Step<FindModule>("find-module", patienceMinutes: 5, guessSeconds: 1)];

    protected override object? Result(NatWork state) => state;

    internal sealed class FindModule(Places places, Database database, Nats nats) : Step<NatWork>
    {
        public override async Task<Progress> RunAsync(StepContext<NatWork> context, CancellationToken cancellationToken)
        {
            var server = new ServerId(context.State.ServerId);
            var number = context.State.Nats[0];
            if (await places.FindAsync(server, cancellationToken) is not { } place || await database.ReadAsync(session => Nats.FindAsync(session, number), cancellationToken) is null)
            {
                return new Progress.Failed(ProvisioningFailures.Gone);
            }

            if (!(await place.Driver.Management.FactsAsync(place.Machine(server), cancellationToken)).TryGet(out var module, out var failure))
            {
                return new Progress.Failed(failure);
            }

            context.State = context.State with { InnerIp = module.Ip };
            context.WithJournal(async transaction =>
            {
                await Nats.LeadsToAsync(transaction, number, module.Ip);
                return Unit.Value;
            });
            return Done();
        }

        public override Task<Progress> UndoAsync(StepContext<NatWork> context, CancellationToken cancellationToken)
        {
            context.WithJournal(transaction => NatClosing.RunAsync(transaction, nats, context.State));
            return Task.FromResult(Done());
        }
    }
}

/// <summary>Ends such accesses.</summary>
public sealed class CloseNat : Workflow<NatWork>
{
    public override string Name => "close-nat/1";

    public override IReadOnlyList<StepEntry<NatWork>> Steps => [Step<Close>("close-nat", patienceMinutes: 5)];

    internal sealed class Close(Nats nats) : Step<NatWork>
    {
        public override Task<Progress> RunAsync(StepContext<NatWork> context, CancellationToken cancellationToken)
        {
            context.WithJournal(transaction => NatClosing.RunAsync(transaction, nats, context.State));
            return Task.FromResult(Done());
        }
    }
}

internal static class NatClosing
{
    public static async Task<Result<Unit>> RunAsync(DatabaseTransaction transaction, Nats nats, NatWork work)
    {
        foreach (var number in work.Nats)
        {
            if (await Nats.FindAsync(transaction, number) is { } nat)
            {
                await nats.CloseAsync(transaction, nat);
            }
        }

        return Unit.Value;
    }
}
