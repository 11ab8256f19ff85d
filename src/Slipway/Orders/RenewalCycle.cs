using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Pricing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// The life of running services: invoice ahead, automatic payment, reminders, suspension, removal. A pass looks at every service
/// that has something due and does it in one transaction a service, so that it may be run never, once or five times a day, and
/// be killed anywhere. What must not happen twice in a period is kept by <c>orders_life_event</c> and by the unique period of an invoice.
/// </summary>
public sealed partial class RenewalCycle(
    Database database, Invoices invoices, HourlyBilling hourly, Suspension suspension, EndService end, TaxRates taxes, Outbox outbox, Changes changes, RenewalOptions options,
    TimeProvider clock,
    ILogger<RenewalCycle> log)
{
    private const int Batch = 200;

    // Somebody else may have changed something that this process does not hear of: another daemon, a verb of the operator.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    // Services for which nothing can be due before a time, unless their account changes. Without it every service near the end of its
    // period would cost a transaction in every pass.
    private readonly ConcurrentDictionary<OrderId, Quiet> _quiet = new();

    /// <summary>Answers how many services had something done for them.</summary>
    public async Task<int> PassAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now + options.InvoiceAhead + TimeSpan.FromMilliseconds(1);
        var touched = 0;
        var last = new DueOrder(default, DateTimeOffset.UnixEpoch);
        while (true)
        {
            var due = await database.ReadAsync(session => OrderStore.DueAsync(session, before, last, Batch), cancellationToken);
            foreach (var order in due.Where(order => !IsQuiet(order.Id, now)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    touched += await AdvanceAsync(order.Id, cancellationToken) ? 1 : 0;
                }
                catch (Exception broken) when (broken is not OperationCanceledException)
                {
                    // One service that cannot be billed must not keep the others from it.
                    LogBroken(broken, order.Id);
                }
            }

            if (due.Count < Batch)
            {
                break;
            }

            last = due[^1];
        }

        return touched + await hourly.CloseMonthsAsync(cancellationToken);
    }

    /// <summary>Does for one service what is due, one thing a transaction, until nothing is.</summary>
    private async Task<bool> AdvanceAsync(OrderId id, CancellationToken cancellationToken)
    {
        var done = false;
        // A service that nobody looked at for a year has a dozen periods to catch up with.
        for (var turn = 0; turn < 100; turn++)
        {
            var more = false;
            await database.InTransactionAsync(async transaction => more = await NextAsync(transaction, id), cancellationToken);
            if (!more)
            {
                return done;
            }

            done = true;
        }

        return done;
    }

    private bool IsQuiet(OrderId id, DateTimeOffset now) =>
        _quiet.TryGetValue(id, out var quiet) && now >= quiet.Since && now < quiet.Until && changes.CountOf($"account:{quiet.Account}") == quiet.Changes;

    /// <summary>Nothing was due: when can something be?</summary>
    private async Task RestAsync(DatabaseTransaction transaction, Order order, long seen)
    {
        var now = clock.GetUtcNow();
        List<DateTimeOffset> times = [now + LookAgain, order.PaidUntil - options.InvoiceAhead, order.PaidUntil - options.AutoPayAhead, order.PaidUntil];
        if (order.SuspendedAt is { } since)
        {
            times.AddRange([since + options.KeepSuspended - options.WarnBeforeRemoval, since + options.KeepSuspended]);
        }

        if (await Invoices.OpenOfServiceAsync(transaction, order.Id) is { } open)
        {
            times.AddRange(options.RemindersInOrder.Append(options.Grace).Select(after => open.DueAt + after));
        }

        _quiet[order.Id] = new Quiet(now, times.Where(time => time > now).Min(), order.AccountId, seen);
    }

    /// <summary>The next thing that is due for the service, if any.</summary>
    private async Task<bool> NextAsync(DatabaseTransaction transaction, OrderId id)
    {
        if (await OrderStore.FindAsync(transaction, id) is not { } found)
        {
            return false;
        }

        var account = await AccountQueries.GetForMoneyAsync(transaction, found.AccountId);
        var seen = changes.CountOf($"account:{account.Id}");
        if (await OrderStore.FindForUpdateAsync(transaction, id) is not { State: OrderState.Active } order)
        {
            _quiet.TryRemove(id, out _);
            return false;
        }

        if (await OrderStore.IsCancelledAsync(transaction, order.ServerId))
        {
            // Its end is arranged, and a run looks after it.
            await RestAsync(transaction, order, seen);
            return false;
        }

        if (order.SuspendedAt is not null)
        {
            await suspension.EnforceAsync(transaction, order);
        }

        var done = order.BillingPeriod.IsHourly
            ? await hourly.NextAsync(transaction, account, order)
            : await IssueAsync(transaction, account, order) is not null
                || await PayAsync(transaction, account, order)
                || await RemindAsync(transaction, account, order)
                || await SuspendAsync(transaction, order)
                || await RemoveAsync(transaction, account, order);
        if (!done)
        {
            await RestAsync(transaction, order, seen);
        }

        return done;
    }

    /// <summary>The invoice for the next period, when it is time and there is none.</summary>
    internal async Task<Invoice?> IssueAsync(DatabaseTransaction transaction, Account account, Order order, bool early = false)
    {
        var now = clock.GetUtcNow();
        if ((!early && now < order.PaidUntil - options.InvoiceAhead) || await Invoices.OpenOfServiceAsync(transaction, order.Id) is not null
            // What it costs may be about to change.
            || await Runs.LiveAsync(transaction, Server.SubjectOf(order.ServerId)) is not null
            || await NetworkRun.IsAddingAsync(transaction, order.ServerId))
        {
            return null;
        }

        var tax = taxes.For(new TaxPayer(account.Country, account.VatNumber));
        var lines = ServicePrice.Lines(await OrderStore.LinesAsync(transaction, order), tax, order.Recurring.Currency);
        var notice = now + options.Notice;
        var invoice = await invoices.IssueAsync(transaction, new NewInvoice(account.Id, InvoicePurpose.Renewal, lines, tax, order.PaidUntil > notice ? order.PaidUntil : notice)
        {
            ServerId = order.ServerId,
            OrderId = order.Id,
            PeriodFrom = order.PaidUntil,
            PeriodTo = order.NextDue,
        });
        if (invoice is not null && !account.AutoPay)
        {
            var server = await ServerStates.FindAsync(transaction, order.ServerId);
            await invoices.MailAsync(transaction, invoice, $"It is for the next period of your server {server?.Hostname} (#{order.ServerId}).");
        }

        return invoice;
    }

    private async Task<bool> PayAsync(DatabaseTransaction transaction, Account account, Order order)
    {
        var now = clock.GetUtcNow();
        if (await Invoices.OpenOfServiceAsync(transaction, order.Id) is not { } invoice || (!invoice.Total.IsZero && (!account.AutoPay || now < order.PaidUntil - options.AutoPayAhead)))
        {
            return false;
        }

        return await Ledger.CreditAsync(transaction, account.Id, invoice.Currency) >= invoice.Balance
            && (await invoices.PayFromCreditAsync(transaction, invoice, invoice.Balance)).Succeeded;
    }

    private async Task<bool> RemindAsync(DatabaseTransaction transaction, Account account, Order order)
    {
        if (await Invoices.OpenOfServiceAsync(transaction, order.Id) is not { } invoice || order.SuspendedAt is not null
            // Nobody has to be reminded of what will be paid by itself.
            || (account.AutoPay && await Ledger.CreditAsync(transaction, account.Id, invoice.Currency) >= invoice.Balance))
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var times = options.RemindersInOrder;
        var latest = -1;
        for (var index = 0; index < times.Count; index++)
        {
            var at = invoice.DueAt + times[index];
            if (now >= at && at > invoice.IssuedAt && await OrderStore.FirstTimeAsync(transaction, order.Id, order.PaidUntil, $"reminder-{index + 1}", now))
            {
                latest = index;
            }
        }

        if (latest < 0)
        {
            return false;
        }

        // Several that became due while nobody looked are one mail.
        var server = (await ServerStates.FindAsync(transaction, order.ServerId))!;
        await outbox.QueueAsync(transaction, account.Email, PaymentReminder.Of(invoice, server, invoice.DueAt + options.Grace, now));
        return true;
    }

    private async Task<bool> SuspendAsync(DatabaseTransaction transaction, Order order)
    {
        var now = clock.GetUtcNow();
        if (order.SuspendedAt is not null || await Invoices.OpenOfServiceAsync(transaction, order.Id) is not { } invoice || now < invoice.DueAt + options.Grace + Pending(invoice))
        {
            return false;
        }

        return await suspension.SuspendAsync(transaction, order, $"{invoice.Balance} of invoice {invoice.Id} are not paid.")
            && await OrderStore.FirstTimeAsync(transaction, order.Id, order.PaidUntil, "suspended", now);
    }

    private async Task<bool> RemoveAsync(DatabaseTransaction transaction, Account account, Order order) =>
        order.SuspendedAt is { } since && await end.EndIfForgottenAsync(
            transaction, account, order, since, await Invoices.OpenOfServiceAsync(transaction, order.Id) is { } open ? Pending(open) : TimeSpan.Zero, $"The invoice was not paid until {since.ToDay()}.");

    /// <summary>Money that is on its way is waited for.</summary>
    private TimeSpan Pending(Invoice invoice) => invoice.State == InvoiceState.PaymentPending ? options.PendingPatience : TimeSpan.Zero;

    [LoggerMessage(Level = LogLevel.Error, Message = "order {Order} could not be billed; trying again in the next pass")]
    private partial void LogBroken(Exception exception, OrderId order);

    /// <param name="Since">A clock that was put back makes it worthless.</param>
    private sealed record Quiet(DateTimeOffset Since, DateTimeOffset Until, AccountId Account, long Changes);
}
