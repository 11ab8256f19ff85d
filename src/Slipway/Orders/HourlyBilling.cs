using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Pricing;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>
/// Services that are paid by the hour from prepaid credit. Each hour is taken as it begins and held in the draft of the
/// month's invoice; when the month is over, or the service, the draft becomes an invoice. Without credit the service is
/// suspended, and goes on when there is credit again: hours in which it was off are not charged.
/// </summary>
public sealed class HourlyBilling(
    Database database, Invoices invoices, Suspension suspension, EndService end, TaxRates taxes, Outbox outbox, RenewalOptions options, TimeProvider clock)
{
    /// <summary>The next thing that is due for the service, if any. The caller holds the account's money lock.</summary>
    internal async Task<bool> NextAsync(DatabaseTransaction transaction, Account account, Order order)
    {
        var now = clock.GetUtcNow();
        // Hours that begin in one month stand on one invoice, and on one invoice there is one tax: a change of it counts from the next month.
        var month = new DateTimeOffset(order.PaidUntil.UtcDateTime.Year, order.PaidUntil.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var draft = await Invoices.DraftOfServiceAsync(transaction, order.Id, month);
        var tax = draft?.TaxTreatment ?? taxes.For(new TaxPayer(account.Country, account.VatNumber));
        var hour = await HourAsync(transaction, order, tax);
        var credit = await Ledger.CreditAsync(transaction, account.Id, hour.Currency);
        var affordable = hour.IsZero ? int.MaxValue : (int)Math.Min(int.MaxValue, decimal.Floor(credit.Amount / hour.Amount));
        if (order.SuspendedAt is { } since)
        {
            if (affordable == 0)
            {
                return await end.EndIfForgottenAsync(transaction, account, order, since, TimeSpan.Zero, "out of credit");
            }

            var resumed = order with { PaidUntil = now, SuspendedAt = null };
            await suspension.ResumeAsync(transaction, resumed);
            return true;
        }

        if (now < order.PaidUntil)
        {
            return await WarnAsync(transaction, account, order, hour, affordable, now);
        }

        if (affordable == 0)
        {
            return await suspension.SuspendAsync(transaction, order, $"The credit balance of {credit} does not pay another hour ({hour}).")
                && await OrderStore.FirstTimeAsync(transaction, order.Id, order.PaidUntil, "suspended", now);
        }

        var monthEnd = month.AddMonths(1);
        var inMonth = (int)Math.Ceiling((monthEnd - order.PaidUntil).TotalHours);
        var due = (int)Math.Floor((now - order.PaidUntil).TotalHours) + 1;
        var hours = Math.Min(Math.Min(due, inMonth), affordable);
        draft ??= await invoices.IssueAsync(
            transaction,
            new NewInvoice(account.Id, InvoicePurpose.Usage, [new NewLine("hours", $"Server {order.ServerId}, by the hour", Money.Zero(hour.Currency))], tax, monthEnd)
            {
                ServerId = order.ServerId,
                OrderId = order.Id,
                PeriodFrom = month,
                PeriodTo = monthEnd,
                Draft = true,
            });
        if (draft is null)
        {
            throw new InvalidOperationException($"The hours of order {order.Id} in {month:yyyy-MM} are invoiced already.");
        }

        if (!hour.IsZero && (await invoices.GrowAsync(transaction, draft, hour * hours)).Failure is { } poor)
        {
            throw new InvalidOperationException(poor.ToString());
        }

        await OrderStore.UpdateAsync(transaction, order with { PaidUntil = order.PaidUntil.AddHours(hours) });
        return true;
    }

    /// <summary>Drafts whose month or service is over become invoices.</summary>
    internal async Task<int> CloseMonthsAsync(CancellationToken cancellationToken)
    {
        var over = await database.ReadAsync(OrderStore.OverDraftsAsync, cancellationToken);
        var closed = 0;
        foreach (var (account, id, month) in over)
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    await AccountQueries.GetForMoneyAsync(transaction, account);
                    if (await OrderStore.FindForUpdateAsync(transaction, id) is { } order && await Invoices.DraftOfServiceAsync(transaction, id, month) is { } draft && IsOver(order, draft))
                    {
                        await CloseAsync(transaction, order, draft);
                        closed++;
                    }
                },
                cancellationToken);
        }

        return closed;
    }

    private static bool IsOver(Order order, Invoice draft) => order.State != OrderState.Active || order.PaidUntil >= draft.PeriodTo;

    private async Task CloseAsync(DatabaseTransaction transaction, Order order, Invoice draft)
    {
        // The tax as it was when the hours were taken, not as it is now.
        var hour = await HourAsync(transaction, order, draft.TaxTreatment);
        var hours = hour.IsZero ? 0 : draft.Paid.Amount / hour.Amount;
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Server {order.ServerId}, {hours:0.##} hours in {draft.PeriodFrom!.Value.UtcDateTime:yyyy-MM}");
        await invoices.CloseDraftAsync(transaction, draft, [new NewLine("hours", text, draft.Net)]);
    }

    private async Task<bool> WarnAsync(DatabaseTransaction transaction, Account account, Order order, Money hour, int affordable, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        if (affordable >= options.LowCredit.TotalHours || !await OrderStore.FirstTimeAsync(transaction, order.Id, today, "low-credit", now))
        {
            return false;
        }

        var server = (await ServerStates.FindAsync(transaction, order.ServerId))!;
        await outbox.QueueAsync(transaction, account.Email, new CreditRunsOut(server.Hostname, server.Id.Value, hour.ToString(), affordable));
        return true;
    }

    /// <summary>What an hour costs with tax.</summary>
    private static async Task<Money> HourAsync(DatabaseSession session, Order order, TaxTreatment tax) =>
        tax.Of(ServicePrice.Sum(await OrderStore.LinesAsync(session, order), tax, order.Recurring.Currency)).Total;
}
