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

/// <summary>Proven ready: the server is what was asked for, its licences are paid and go on with its periods.</summary>
internal sealed class FinishReinstall(Invoices invoices, Outbox outbox, LiveCatalog catalog, NetworkChanges network, Changes changes) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        var reinstallation = deployment.Reinstallation!;
        context.State = deployment.WithoutSecrets() with { Reinstallation = reinstallation with { Finished = true } };
        context.WithJournal(async transaction =>
        {
            // The account first, as everybody does who moves its money.
            var account = await AccountQueries.GetForMoneyAsync(transaction, context.Run.AccountId);
            if (await ServerStates.FindAsync(transaction, deployment.Server) is not { } server || await OrderStore.FindAsync(transaction, deployment.Server) is not { } order)
            {
                throw new InvalidOperationException($"Server {deployment.ServerId} has no record.");
            }

            if (server.State != ServerState.Active)
            {
                return new Failure(FailureKind.Busy, "orders.reinstalled-too-late", $"The server is {server.State} meanwhile.");
            }

            if (server.Proof is { } shown && deployment.Proof is { } seen && shown.LoginAt == seen.LoginAt && shown.HostKeys.SequenceEqual(seen.HostKeys))
            {
                // Done already, by this very step.
                return Unit.Value;
            }

            var ready = await ServerStates.ReinstalledAsync(transaction, server, reinstallation.Installed, deployment.Proof);
            await Licences.ReplaceAsync(
                transaction, order,
                [.. reinstallation.Licences.Select(licence => new OrderLine(licence.Kind, licence.Description, new Money(licence.Amount, order.Recurring.Currency), Recurring: true))]);
            if (deployment.InvoiceId != 0 && (await invoices.DeliveredAsync(transaction, new InvoiceId(deployment.InvoiceId), context.Now, order.PaidUntil)).Failure is { } unearned)
            {
                return unearned;
            }

            await network.InstalledAsync(transaction, ready);
            changes.Touch(transaction, $"account:{server.AccountId}");
            if (deployment.Notify)
            {
                var address = (await Addresses.OfAsync(transaction, server.Id)).First(address => address.Main);
                await outbox.QueueAsync(transaction, account.Email, ServerReady.Of(ready, address, context.Run.Key, deployment.Software is { } key ? catalog.Current.SoftwareWithKey(key) : null));
            }

            return Unit.Value;
        });
        return Task.FromResult(Done());
    }

    public override Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken) =>
        Task.FromResult(context.State.Reinstallation is { Finished: true } ? HandedOver.NoWayBack : Done("not handed over yet"));
}
