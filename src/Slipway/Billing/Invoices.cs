using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Billing;

/// <summary>Issuing, settling and giving back, always inside the caller's transaction.</summary>
public sealed class Invoices(Ledger ledger, Runs runs, Changes changes, TimeProvider clock)
{
    /// <summary>What a run waits for that waits for its invoice.</summary>
    public const string PaidSignal = "invoice-paid";

    public async Task<Invoice> IssueAsync(
        DatabaseTransaction transaction, AccountId account, IReadOnlyList<NewLine> lines, ServerId? server, OrderId? order, TimeSpan payWithin)
    {
        var now = clock.GetUtcNow();
        var total = lines.Select(line => line.Amount).Aggregate((sum, amount) => sum + amount);
        var invoice = new Invoice(default, account, InvoiceState.Unpaid, total, Money.Zero(total.Currency), server, null, now, now + payWithin, null);
        changes.Touch(transaction, $"account:{account}");
        return await InvoiceStore.InsertAsync(transaction, invoice, lines, order);
    }

    /// <summary>Names the run that is to be told when the invoice is paid.</summary>
    public static Task BindAsync(DatabaseTransaction transaction, InvoiceId invoice, AsyncKey run) => InvoiceStore.BindAsync(transaction, invoice, run);

    /// <summary>
    /// Takes the open balance, or a part of it, from the credit. The caller holds the account's money lock. An invoice paid
    /// in full tells the run that waits for it.
    /// </summary>
    public async Task<Result<Invoice>> PayFromCreditAsync(DatabaseTransaction transaction, Invoice invoice, Money amount)
    {
        var state = invoice.State.Next(InvoiceVerb.Settle);
        if (state.Failure is { } refused)
        {
            return refused;
        }

        if (!amount.IsZero && (await ledger.PayAsync(transaction, invoice.AccountId, invoice.Id, amount)).Failure is { } poor)
        {
            return poor;
        }

        var paid = invoice.Paid + amount;
        var settled = paid >= invoice.Total;
        var next = invoice with { Paid = paid, State = settled ? state.Value : invoice.State, SettledAt = settled ? clock.GetUtcNow() : null };
        await InvoiceStore.UpdateAsync(transaction, next);
        changes.Touch(transaction, $"account:{invoice.AccountId}");
        if (settled && invoice.AsyncKey is { } waiting)
        {
            await runs.SignalAsync(transaction, waiting, PaidSignal);
        }

        return next;
    }

    /// <summary>Whatever was paid goes back to the credit; the invoice is Refunded, or Cancelled when it was never paid in full. May be repeated.</summary>
    public async Task GiveBackAsync(DatabaseTransaction transaction, InvoiceId id, string reason)
    {
        var invoice = await InvoiceStore.FindForUpdateAsync(transaction, id) ?? throw new InvalidOperationException($"There is no invoice {id}.");
        if (invoice.State is InvoiceState.Refunded or InvoiceState.Cancelled)
        {
            return;
        }

        if (!invoice.Paid.IsZero)
        {
            await ledger.RefundAsync(transaction, invoice.AccountId, id, invoice.Paid, reason);
        }

        var next = invoice.State.Next(invoice.State == InvoiceState.Paid ? InvoiceVerb.Refund : InvoiceVerb.Cancel).Value;
        await InvoiceStore.UpdateAsync(transaction, invoice with { State = next, Paid = Money.Zero(invoice.Total.Currency) });
        changes.Touch(transaction, $"account:{invoice.AccountId}");
    }
}

public sealed record NewLine(string Kind, string Description, Money Amount);
