using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Mail;
using Slipway.Network;
using Slipway.Orders.Mails;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders.Steps;

/// <summary>
/// Hands the server over. The mail is queued in the same transaction, and the password is forgotten in it: the guest has it.
/// </summary>
internal sealed class ActivateServer(Invoices invoices, Outbox outbox, LiveCatalog catalog, ServerQueries servers, NetworkChanges network, Changes changes) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        context.State = deployment.WithoutSecrets();
        context.WithJournal(async transaction =>
        {
            // The account first, as everybody does who moves its money.
            await AccountQueries.GetForMoneyAsync(transaction, context.Run.AccountId);
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

            await ServerEvents.AddAsync(transaction, active, "activated", $"{active.Hostname} is ready: {active.OsName}", ServerEvents.Platform, context.Now);
            // The period the customer paid for begins when the server is his, and only now is the money earned.
            var running = order with { State = state, PaidUntil = order.BillingPeriod.NextDue(context.Now), AnchorDay = context.Now.Day };
            await OrderStore.UpdateAsync(transaction, running);
            await OrderStore.MoveCancellationAsync(transaction, deployment.Server, running.PaidUntil);
            if ((await invoices.DeliveredAsync(transaction, new InvoiceId(deployment.InvoiceId), context.Now, running.PaidUntil)).Failure is { } unearned)
            {
                return unearned;
            }

            await network.InstalledAsync(transaction, active);
            changes.Touch(transaction, $"account:{server.AccountId}");
            if (deployment.Notify)
            {
                var account = await AccountQueries.GetAsync(transaction, server.AccountId);
                var address = (await Addresses.OfAsync(transaction, server.Id)).First(address => address.Main);
                await outbox.QueueAsync(transaction, account.Email, ServerReady.Of(active, address, context.Run.Key, deployment.Software is { } key ? catalog.Current.SoftwareWithKey(key) : null));
            }

            return Unit.Value;
        });
        return Task.FromResult(Done());
    }

    public override async Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken) =>
        await servers.ForRunAsync(context.State.Server, cancellationToken) is { Server.State: ServerState.Active } ? HandedOver.NoWayBack : Done("not handed over yet");
}
