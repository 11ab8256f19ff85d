using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>The moves that an order and its server make together, inside the caller's transaction. Each may be repeated.</summary>
internal static class OrderStates
{
    /// <summary>The money is there: the order is being fulfilled.</summary>
    public static async Task<Result<Unit>> PaidAsync(DatabaseTransaction transaction, ServerId id)
    {
        if (await OrderStore.FindAsync(transaction, id) is { State: OrderState.AwaitingPayment } order)
        {
            await OrderStore.UpdateAsync(transaction, order with { State = order.State.Next(OrderVerb.Pay).Value });
        }

        if (await ServerStates.FindAsync(transaction, id) is { State: ServerState.AwaitingPayment } server
            && (await ServerStates.MoveAsync(transaction, server, ServerVerb.Deploy)).Failure is { } odd)
        {
            return odd;
        }

        return Unit.Value;
    }

    /// <summary>All is undone: the order failed, or the customer withdrew it.</summary>
    public static async Task<Server?> FailedAsync(DatabaseTransaction transaction, ServerId id, OrderVerb verb)
    {
        if (await OrderStore.FindAsync(transaction, id) is { State: OrderState.AwaitingPayment or OrderState.Fulfilling } order)
        {
            await OrderStore.UpdateAsync(transaction, order with { State = order.State.Next(verb).Value });
            await PromotionStore.GiveBackAsync(transaction, order.Id);
            await OrderStore.CloseCancellationsAsync(transaction, id, CancellationStatus.CarriedOut);
        }

        return await ServerStates.FindAsync(transaction, id) is { State: ServerState.AwaitingPayment or ServerState.Deploying } server
            ? (await ServerStates.MoveAsync(transaction, server, ServerVerb.Fail)).Value
            : null;
    }
}
