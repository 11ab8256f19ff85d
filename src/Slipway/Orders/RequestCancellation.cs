using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// The customer's wish to leave: now, with the unused part of the period given back, or at the end of the period that is paid. A
/// server that is not handed over yet is withdrawn instead: its run undoes itself and the money goes back.
/// </summary>
public sealed class RequestCancellation(
    Database database, Runs runs, TerminateServer workflow, EndService end, Invoices invoices, Changes changes, RenewalOptions options, TimeProvider clock)
{
    public static readonly Failure Withdrawn = new(FailureKind.Invalid, "orders.withdrawn", "The order was cancelled by the customer.");

    /// <param name="onlyUnpaid">The provider withdraws an unpaid order: refused when it has been paid meanwhile.</param>
    /// <param name="by">Who wishes it, for the server's history.</param>
    public Task<Result<RequestedCancellation>> RunAsync(Caller caller, ServerId id, bool immediate, string reason, CancellationToken cancellationToken, bool onlyUnpaid = false, string by = ServerEvents.Customer) =>
        database.InTransactionAsync(transaction => RequestAsync(transaction, caller, id, immediate, reason, onlyUnpaid, by), cancellationToken);

    /// <summary>What would be given back; nothing changes.</summary>
    public Task<Result<RequestedCancellation>> QuoteAsync(Caller caller, ServerId id, bool immediate, CancellationToken cancellationToken) =>
        database.InTransactionAsync<RequestedCancellation>(
            async transaction =>
            {
                if (!(await FindAsync(transaction, caller, id)).TryGet(out var found, out var refused))
                {
                    return refused;
                }

                var (server, order) = found;
                var now = clock.GetUtcNow();
                return server.State is ServerState.Active or ServerState.Suspended
                    ? new RequestedCancellation(id, EndOf(order, immediate, now), await RefundAsync(transaction, order, immediate, now, reason: null))
                    : new RequestedCancellation(id, immediate || server.State != ServerState.Deploying ? now : order.PaidUntil, Money.Zero(order.Recurring.Currency));
            },
            cancellationToken);

    private async Task<Result<RequestedCancellation>> RequestAsync(DatabaseTransaction transaction, Caller caller, ServerId id, bool immediate, string reason, bool onlyUnpaid, string by)
    {
        if (reason.Length > 4096)
        {
            return OrderFailures.Invalid("cancellation_reason", "at most 4096 characters are allowed.");
        }

        if (!(await FindAsync(transaction, caller, id)).TryGet(out var found, out var refused))
        {
            return refused;
        }

        var (server, order) = found;
        if (onlyUnpaid && server.State != ServerState.AwaitingPayment)
        {
            return OrderFailures.CancellationBusy($"server {id} has been paid meanwhile.");
        }

        var now = clock.GetUtcNow();
        var nothing = Money.Zero(order.Recurring.Currency);
        var cancellation = new Cancellation(0, caller.AccountId, id, immediate, reason, now, EndOf(order, immediate, now), CancellationStatus.Open);
        var subject = TerminateServer.SubjectOf(id);
        var scheduled = await Runs.LiveAsync(transaction, subject);
        changes.Touch(transaction, $"account:{caller.AccountId}");
        Task TellAsync(DateTimeOffset endsAt) => ServerEvents.AddAsync(
            transaction, server, "cancellation requested", $"It ends {endsAt.ToDay()}.{(reason.Length > 0 ? $" {reason}" : "")}", by, now);

        // Not handed over yet, and not wanted any more; one that is wanted to the end of its period is delivered first.
        if (server.State is ServerState.AwaitingPayment || (server.State is ServerState.Deploying && immediate))
        {
            await OrderStore.InsertCancellationAsync(transaction, cancellation with { State = CancellationStatus.CarriedOut, EndsAt = now });
            await TellAsync(now);
            var live = await Runs.LiveAsync(transaction, server.Subject);
            return live is { } deploying && await runs.AbortAsync(transaction, deploying, onlyUnpaid ? Withdrawn with { Message = $"The provider withdrew it: {reason}" } : Withdrawn)
                ? new RequestedCancellation(id, now, nothing)
                : OrderFailures.CancellationBusy($"server {id} is being removed already.");
        }

        var arranged = await OrderStore.IsCancelledAsync(transaction, id);
        if (scheduled is not null && !arranged)
        {
            return OrderFailures.CancellationBusy($"the cancellation of server {id} is being withdrawn; try again in a moment.");
        }

        if (immediate)
        {
            if (await Runs.LiveAsync(transaction, server.Subject) is { } busy)
            {
                return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(server.Subject, busy));
            }

            var refund = await RefundAsync(transaction, order, immediate, now, $"server {id} cancelled");
            await OrderStore.CloseCancellationsAsync(transaction, id, CancellationStatus.CarriedOut);
            await OrderStore.InsertCancellationAsync(transaction, cancellation with { State = CancellationStatus.CarriedOut });
            await TellAsync(now);
            return await end.EndAsync(transaction, order, now, $"server {id} cancelled", arranged)
                ? new RequestedCancellation(id, now, refund)
                : OrderFailures.CancellationBusy($"server {id} is being removed already.");
        }

        if (scheduled is not null)
        {
            // The same end is already arranged.
            return new RequestedCancellation(id, cancellation.EndsAt, nothing);
        }

        await OrderStore.InsertCancellationAsync(transaction, cancellation);
        await TellAsync(cancellation.EndsAt);
        await end.CancelOpenInvoicesAsync(transaction, order, $"server {id} cancelled");
        var started = await runs.StartAsync(transaction, workflow, "terminate", subject, server.Location, caller.AccountId, new Termination(id.Value, cancellation.EndsAt));
        return started.Failure is { } failure ? failure : new RequestedCancellation(id, cancellation.EndsAt, nothing);
    }

    private static DateTimeOffset EndOf(Order order, bool immediate, DateTimeOffset now) => immediate || order.PaidUntil < now ? now : order.PaidUntil;

    /// <summary>Gives back what is unused when a reason is named; otherwise only tells it.</summary>
    private async Task<Money> RefundAsync(DatabaseTransaction transaction, Order order, bool immediate, DateTimeOffset now, string? reason)
    {
        var sum = Money.Zero(order.Recurring.Currency);
        if (!immediate || !options.RefundUnused)
        {
            return sum;
        }

        foreach (var (invoice, refund) in await UnusedPeriod.OfAsync(transaction, order, now))
        {
            if (reason is not null && (await invoices.RefundAsync(transaction, invoice, refund, reason)).Failure is { } failure)
            {
                throw new InvalidOperationException($"Invoice {invoice.Id} cannot be refunded: {failure}");
            }

            sum += refund;
        }

        return sum;
    }

    private static async Task<Result<(Server Server, Order Order)>> FindAsync(DatabaseTransaction transaction, Caller caller, ServerId id)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        // The account first, as everybody does who moves its money: nobody pays for another period meanwhile, and what is read now stays true.
        await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
        return await ServerStates.FindOrderedAsync(transaction, caller, id) is { } server && await OrderStore.FindAsync(transaction, id) is { } order
            ? (server, order)
            : ServerFailures.Unknown(id);
    }
}

/// <param name="Refund">What goes back to the credit.</param>
public sealed record RequestedCancellation(ServerId ServerId, DateTimeOffset EndsAt, Money Refund);
