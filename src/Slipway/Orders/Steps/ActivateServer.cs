using Slipway.Accounts;
using Slipway.Mail;
using Slipway.Network;
using Slipway.Orders.Mails;
using Slipway.Pricing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders.Steps;

/// <summary>
/// Hands the server over. The mail is queued in the same transaction, and the password is forgotten in it: the guest has it.
/// </summary>
internal sealed class ActivateServer(Outbox outbox, Changes changes) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        context.State = deployment.WithoutSecrets();
        context.WithJournal(async transaction =>
        {
            var server = await ServerStates.FindAsync(transaction, deployment.Server);
            var order = await OrderStore.FindAsync(transaction, deployment.Server);
            if (server is null || order is null)
            {
                throw new InvalidOperationException($"Server {deployment.ServerId} has no record.");
            }

            if (server.State == ServerState.Active)
            {
                return Unit.Value;
            }

            if (!(await ServerStates.ActivateAsync(transaction, server, deployment.Proof, context.Now)).TryGet(out var active, out var failure)
                || !order.State.Next(OrderVerb.Activate).TryGet(out var state, out failure))
            {
                return failure;
            }

            // The period the customer paid for begins when the server is his.
            await OrderStore.UpdateAsync(transaction, order with { State = state, PaidUntil = Period.Parse(order.Period).Value.NextDue(context.Now) });
            changes.Touch(transaction, $"account:{server.AccountId}");
            if (deployment.Notify)
            {
                var account = await AccountQueries.GetAsync(transaction, server.AccountId);
                var address = (await Addresses.OfAsync(transaction, server.Id)).First(address => address.Main);
                await outbox.QueueAsync(transaction, account.Email, ServerReady.Of(active, address, context.Run.Key));
            }

            return Unit.Value;
        });
        return Task.FromResult(Done());
    }
}
