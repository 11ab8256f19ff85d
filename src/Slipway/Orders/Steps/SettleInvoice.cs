using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Network;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Orders.Steps;

/// <summary>
/// Waits for the money: an order paid at once finds the signal there already. Undone, the money goes back to the credit, and
/// with it what the transaction of such an order had reserved, because the steps that own that may never have been reached.
/// </summary>
internal sealed class SettleInvoice(Invoices invoices, Addresses addresses, OrderOptions options) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        if (!context.Signals.Contains(Invoices.PaidSignal))
        {
            return Task.FromResult<Progress>(new Progress.Wait(Invoices.PaidSignal, options.PayWithin, OrderFailures.NotPaidInTime(options.PayWithin)));
        }

        context.WithJournal(transaction => OrderStates.PaidAsync(transaction, context.State.Server));
        return Task.FromResult(Done());
    }

    public override Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        context.WithJournal(async transaction =>
        {
            await AccountQueries.GetForMoneyAsync(transaction, context.Run.AccountId);
            await addresses.ReleaseAsync(transaction, context.State.Server);
            await Capacity.ReleaseAsync(transaction, context.State.Server);
            await invoices.GiveBackAsync(transaction, new InvoiceId(context.State.InvoiceId), $"server {context.State.ServerId} was not delivered");
            return Unit.Value;
        });
        return Task.FromResult(Done());
    }
}
