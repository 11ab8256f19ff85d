using Slipway.Provisioning;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>The order of a removed server ends, also when the removal waited for the end of the paid period.</summary>
internal sealed class OrderEnd(Database database) : IServerEnd
{
    public Task<DateTimeOffset?> EndsAtAsync(ServerId server, CancellationToken cancellationToken) =>
        database.ReadAsync(session => OrderStore.CancelledToAsync(session, server), cancellationToken);

    public async Task EndAsync(DatabaseTransaction transaction, ServerId server)
    {
        if (await OrderStore.FindAsync(transaction, server) is { State: OrderState.Active } order)
        {
            await OrderStore.UpdateAsync(transaction, order with { State = order.State.Next(OrderVerb.End).Value });
        }

        await OrderStore.CloseCancellationsAsync(transaction, server, CancellationStatus.CarriedOut);
    }
}
