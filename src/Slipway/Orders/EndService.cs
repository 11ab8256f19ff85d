using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>Ends a running service now: what the customer sees changes with the transaction, the machine is removed by a run.</summary>
public sealed class EndService(Runs runs, TerminateServer workflow, Invoices invoices, Outbox outbox, RenewalOptions options, Changes changes, TimeProvider clock)
{
    /// <summary>False while the server is being worked on; ask again later. <paramref name="arranged"/>: its end at a later time is arranged already. The caller holds the account's money lock.</summary>
    internal async Task<bool> EndAsync(DatabaseTransaction transaction, Order order, DateTimeOffset now, string reason, bool arranged = false)
    {
        var subject = TerminateServer.SubjectOf(order.ServerId);
        var scheduled = await Runs.LiveAsync(transaction, subject);
        // One that is there though nothing is arranged is on its way out: its cancellation was withdrawn a moment ago.
        if ((scheduled is not null && !arranged)
            || await ServerStates.FindAsync(transaction, order.ServerId) is not { State: ServerState.Active or ServerState.Suspended } server
            || await Runs.LiveAsync(transaction, server.Subject) is not null)
        {
            return false;
        }

        await CancelOpenInvoicesAsync(transaction, order, reason);
        _ = (await ServerStates.MoveAsync(transaction, server, ServerVerb.Terminate)).Value;
        await OrderStore.UpdateAsync(transaction, order with { State = order.State.Next(OrderVerb.End).Value });
        changes.Touch(transaction, $"account:{order.AccountId}");
        if (scheduled is { } waiting)
        {
            // Arranged for the end of the period already: it comes now.
            await runs.SignalAsync(transaction, waiting, TerminateServer.NowSignal);
            return true;
        }

        var started = await runs.StartAsync(transaction, workflow, "terminate", subject, server.Location, order.AccountId, new Termination(order.ServerId.Value, now));
        return started.Failure is { } failure ? throw new InvalidOperationException($"Server {server.Id} cannot be removed: {failure}") : true;
    }

    /// <summary>Announces the removal of a suspended service, and removes it when its time is over.</summary>
    internal async Task<bool> EndIfForgottenAsync(DatabaseTransaction transaction, Account account, Order order, DateTimeOffset since, TimeSpan longer, string reason)
    {
        var now = clock.GetUtcNow();
        var removal = since + options.KeepSuspended + longer;
        if (now >= removal)
        {
            if (!await EndAsync(transaction, order, now, reason) || !await OrderStore.FirstTimeAsync(transaction, order.Id, order.PaidUntil, "removed", now))
            {
                return false;
            }

            await QueueAsync(transaction, account, order, server => new ServiceRemoved(server.Hostname, server.Id.Value));
            return true;
        }

        if (now < removal - options.WarnBeforeRemoval || !await OrderStore.FirstTimeAsync(transaction, order.Id, order.PaidUntil, "removal-announced", now))
        {
            return false;
        }

        await QueueAsync(transaction, account, order, server => new RemovalAnnounced(server.Hostname, server.Id.Value, removal.ToDay()));
        return true;
    }

    private async Task QueueAsync(DatabaseTransaction transaction, Account account, Order order, Func<Server, Letter> letter) =>
        await outbox.QueueAsync(transaction, account.Email, letter((await ServerStates.FindAsync(transaction, order.ServerId))!));

    /// <summary>What is open for further periods is not wanted any more; what was paid in part goes back to the credit.</summary>
    internal async Task CancelOpenInvoicesAsync(DatabaseTransaction transaction, Order order, string reason)
    {
        while (await Invoices.OpenOfServiceAsync(transaction, order.Id) is { } open)
        {
            await invoices.GiveBackAsync(transaction, open.Id, reason);
        }
    }
}
