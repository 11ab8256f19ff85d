using Slipway.Billing;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>A paid renewal carries its service on to the end of the invoice's period, and switches it on again.</summary>
internal sealed class ServiceBilling(Suspension suspension) : IServiceBilling
{
    public async Task RenewedAsync(DatabaseTransaction transaction, Invoice invoice)
    {
        if (invoice.OrderId is not { } id || invoice.PeriodTo is not { } until || await OrderStore.FindForUpdateAsync(transaction, id) is not { State: OrderState.Active } order)
        {
            return;
        }

        var renewed = order with { PaidUntil = until > order.PaidUntil ? until : order.PaidUntil };
        await OrderStore.UpdateAsync(transaction, renewed);
        if (order.SuspendedAt is not null)
        {
            await suspension.ResumeAsync(transaction, renewed);
        }
    }
}
