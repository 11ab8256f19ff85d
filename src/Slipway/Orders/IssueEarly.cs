using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>The customer wants the next period's invoice before it is time.</summary>
public sealed class IssueEarly(Database database, RenewalCycle cycle, TimeProvider clock)
{
    private static readonly TimeSpan FarthestAhead = TimeSpan.FromDays(366);

    /// <summary>The open invoice of the service when there is one already.</summary>
    public Task<Result<Invoice>> RunAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Invoice>(
            async transaction =>
            {
                if (caller.MayUseAccount() is { } refused)
                {
                    return refused;
                }

                var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                if (await ServerStates.FindOrderedAsync(transaction, caller, id) is null || await OrderStore.FindAsync(transaction, id) is not { } order)
                {
                    return ServerFailures.Unknown(id);
                }

                if (order.State != OrderState.Active || order.BillingPeriod.IsHourly)
                {
                    return new Failure(FailureKind.Invalid, "orders.nothing-to-renew", order.State == OrderState.Active
                        ? $"server {id} is paid by the hour from the credit balance; there is no invoice to come."
                        : $"server {id} is not active yet; it is renewed once it is.");
                }

                if (await OrderStore.IsCancelledAsync(transaction, id))
                {
                    return new Failure(FailureKind.Invalid, "orders.is-cancelled", $"server {id} is cancelled to the end of its period; withdraw the cancellation first (whmcs/delete_cancellation_request).");
                }

                if (order.PaidUntil > clock.GetUtcNow() + FarthestAhead)
                {
                    return new Failure(FailureKind.Invalid, "orders.paid-far-ahead", $"server {id} is paid until {order.PaidUntil.ToDay()} already; that is as far ahead as it goes.");
                }

                if (await Runs.LiveAsync(transaction, Server.SubjectOf(id)) is { } busy)
                {
                    return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(Server.SubjectOf(id), busy));
                }

                if (await Runs.LiveAsync(transaction, NetworkRun.SubjectOf(id)) is { } adding && await NetworkRun.IsAddingAsync(transaction, id))
                {
                    return new Failure(
                        FailureKind.Busy, "orders.addresses-on-their-way", $"server {id} is getting additional addresses; wait until it has them.", new BusySubject(NetworkRun.SubjectOf(id), adding));
                }

                return await cycle.IssueAsync(transaction, account, order, early: true) ?? await Invoices.OpenOfServiceAsync(transaction, order.Id)
                    ?? throw new InvalidOperationException($"Order {order.Id} has neither an open invoice nor room for one.");
            },
            cancellationToken);
}
