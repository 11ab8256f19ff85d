using Slipway.Accounts;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>The customer stays after all. Only possible while the end is still to come.</summary>
public sealed class WithdrawCancellation(Database database, Runs runs, Changes changes, TimeProvider clock)
{
    private static readonly Failure Stays = new(FailureKind.Invalid, "orders.cancellation-withdrawn", "The customer has withdrawn the cancellation.");

    public Task<Result<Unit>> RunAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Unit>(
            async transaction =>
            {
                if (caller.MayUseAccount() is { } refused)
                {
                    return refused;
                }

                if (await ServerStates.FindOrderedAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (await Runs.LiveAsync(transaction, TerminateServer.SubjectOf(id)) is not { } scheduled || await OrderStore.CloseCancellationsAsync(transaction, id, CancellationStatus.Withdrawn) == 0)
                {
                    return new Failure(FailureKind.Invalid, "orders.no-cancellation", $"server {id} has no cancellation that could be withdrawn.");
                }

                changes.Touch(transaction, $"account:{caller.AccountId}");
                await ServerEvents.AddAsync(transaction, server, "cancellation withdrawn", "The server stays.", ServerEvents.Customer, clock.GetUtcNow());
                return await runs.AbortAsync(transaction, scheduled, Stays)
                    ? Unit.Value
                    : OrderFailures.CancellationBusy($"server {id} is being removed already.");
            },
            cancellationToken);
}
