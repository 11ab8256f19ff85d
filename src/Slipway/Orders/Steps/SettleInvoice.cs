using Slipway.Billing;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Orders.Steps;

/// <summary>
/// Waits for the money: an order paid at once finds the signal there already. Undone, the money goes back to the credit.
/// </summary>
internal sealed class SettleInvoice(Invoices invoices, OrderOptions options) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        if (!context.Signals.Contains(Invoices.PaidSignal))
        {
            return Task.FromResult<Progress>(new Progress.Wait(Invoices.PaidSignal, options.PayWithin));
        }

        context.WithJournal(transaction => OrderStates.PaidAsync(transaction, context.State.Server));
        return Task.FromResult(Done());
    }

    public override Task<Progress> UndoAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        context.WithJournal(async transaction =>
        {
            await invoices.GiveBackAsync(transaction, new InvoiceId(context.State.InvoiceId), $"server {context.State.ServerId} was not delivered");
            return Unit.Value;
        });
        return Task.FromResult(Done());
    }
}
