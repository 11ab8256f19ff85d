using Slipway.Accounts;
using Slipway.Billing.Mails;
using Slipway.Mail;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Billing;

/// <summary>
/// Issuing, settling, earning and giving back, always inside the caller's transaction. Whatever is paid for an invoice is held
/// first. It is earned, and the invoice numbered, at once when the invoice is paid in full, or when the server that it is for
/// is proven ready.
/// </summary>
public sealed class Invoices(Ledger ledger, Runs runs, Outbox outbox, Changes changes, IServiceBilling services, BillingOptions options, TimeProvider clock)
{
    /// <summary>What a run waits for that waits for its invoice.</summary>
    public const string PaidSignal = "invoice-paid";

    /// <summary>Null when the service is billed for this period already.</summary>
    public async Task<Invoice?> IssueAsync(DatabaseTransaction transaction, NewInvoice wanted)
    {
        var account = await AccountQueries.GetAsync(transaction, wanted.AccountId);
        var sum = wanted.Tax.Of(wanted.Lines.Select(line => line.Amount).Aggregate((sum, amount) => sum + amount));
        var zero = Money.Zero(sum.Net.Currency);
        var invoice = new Invoice(
            default, wanted.AccountId, wanted.Draft ? InvoiceState.Draft : InvoiceState.Unpaid, wanted.Purpose, sum.Net, sum.Tax, wanted.Tax, clock.GetUtcNow(), wanted.DueAt)
        {
            Paid = zero,
            Refunded = zero,
            ServerId = wanted.ServerId,
            OrderId = wanted.OrderId,
            PeriodFrom = wanted.PeriodFrom,
            PeriodTo = wanted.PeriodTo,
            BillTo = BillTo.Of(account),
        };
        changes.Touch(transaction, $"account:{wanted.AccountId}");
        return await InvoiceStore.InsertAsync(transaction, invoice) is { } id
            ? await InvoiceStore.InsertLinesAsync(transaction, invoice with { Id = id }, wanted.Lines)
            : null;
    }

    /// <summary>Names the run that is to be told when the invoice is paid.</summary>
    public static Task BindAsync(DatabaseTransaction transaction, InvoiceId invoice, AsyncKey run) => InvoiceStore.BindAsync(transaction, invoice, run);

    /// <summary>Tells the customer what is to be paid, with the document.</summary>
    public async Task MailAsync(DatabaseTransaction transaction, Invoice invoice, string? what = null)
    {
        if (options.MailInvoices)
        {
            await outbox.QueueAsync(transaction, (await AccountQueries.GetAsync(transaction, invoice.AccountId)).Email, InvoiceMail.Of(invoice, what));
        }
    }

    /// <summary>
    /// Takes the open balance, or a part of it, from the credit. The caller holds the account's money lock. An invoice paid
    /// in full tells the run that waits for it, or is earned at once when none waits.
    /// </summary>
    public async Task<Result<Invoice>> PayFromCreditAsync(DatabaseTransaction transaction, Invoice invoice, Money amount)
    {
        var state = invoice.State.Next(InvoiceVerb.Settle);
        if (state.Failure is { } refused)
        {
            return refused;
        }

        if (!amount.IsZero && (await ledger.HoldAsync(transaction, invoice.AccountId, invoice.Id, amount)).Failure is { } poor)
        {
            return poor;
        }

        var paid = invoice.Paid + amount;
        var settled = paid >= invoice.Total;
        var next = invoice with { Paid = paid, State = settled ? state.Value : invoice.State, SettledAt = settled ? clock.GetUtcNow() : null };
        await InvoiceStore.UpdateAsync(transaction, next);
        changes.Touch(transaction, $"account:{invoice.AccountId}");
        if (!settled)
        {
            return next;
        }

        foreach (var collective in await InvoiceStore.PointlessCollectivesAsync(transaction, next))
        {
            await GiveBackAsync(transaction, collective, "all its invoices are paid");
        }

        if (next.AsyncKey is { } waiting)
        {
            await runs.SignalAsync(transaction, waiting, PaidSignal);
            return next;
        }

        return await EarnAsync(transaction, next);
    }

    /// <summary>The service was delivered: its money is earned, for the period that begins now. May be repeated.</summary>
    public async Task<Result<Unit>> DeliveredAsync(DatabaseTransaction transaction, InvoiceId id, DateTimeOffset from, DateTimeOffset to)
    {
        var invoice = await GetForUpdateAsync(transaction, id);
        if (invoice.PostedAt is null)
        {
            await EarnAsync(transaction, invoice with { PeriodFrom = from, PeriodTo = to });
        }
        else if (invoice.PeriodFrom is null)
        {
            // Earned by a version that did so when it was paid.
            await InvoiceStore.UpdateAsync(transaction, invoice with { PeriodFrom = from, PeriodTo = to });
        }

        return Unit.Value;
    }

    /// <summary>A draft takes one more line's worth, paid from the credit at once. The caller holds the account's money lock.</summary>
    public async Task<Result<Invoice>> GrowAsync(DatabaseTransaction transaction, Invoice draft, Money amount)
    {
        if ((await ledger.HoldAsync(transaction, draft.AccountId, draft.Id, amount)).Failure is { } poor)
        {
            return poor;
        }

        var sum = draft.TaxTreatment.Inside(draft.Paid + amount);
        var grown = draft with { Net = sum.Net, Tax = sum.Tax, Paid = draft.Paid + amount };
        await InvoiceStore.UpdateAsync(transaction, grown);
        changes.Touch(transaction, $"account:{draft.AccountId}");
        return grown;
    }

    /// <summary>A draft is complete: its lines are written and what was paid hour by hour is earned.</summary>
    public async Task CloseDraftAsync(DatabaseTransaction transaction, Invoice draft, IReadOnlyList<NewLine> lines)
    {
        await InvoiceStore.ReplaceLinesAsync(transaction, draft, lines);
        var next = draft with { State = draft.State.Next(draft.Paid.IsZero ? InvoiceVerb.Cancel : InvoiceVerb.Settle).Value, SettledAt = draft.Paid.IsZero ? null : clock.GetUtcNow() };
        await InvoiceStore.UpdateAsync(transaction, next);
        changes.Touch(transaction, $"account:{draft.AccountId}");
        if (next.State == InvoiceState.Paid)
        {
            await EarnAsync(transaction, next);
        }
    }

    /// <summary>
    /// What was held for it goes back to the credit, and what was earned as well; it is Refunded, or Cancelled when it was never
    /// paid in full. May be repeated.
    /// </summary>
    public async Task GiveBackAsync(DatabaseTransaction transaction, InvoiceId id, string reason)
    {
        var account = (await InvoiceStore.FindAsync(transaction, id) ?? throw new InvalidOperationException($"There is no invoice {id}.")).AccountId;
        await AccountQueries.GetForMoneyAsync(transaction, account);
        var invoice = await GetForUpdateAsync(transaction, id);
        if (invoice.State is InvoiceState.Refunded or InvoiceState.Cancelled)
        {
            return;
        }

        if (invoice.PostedAt is not null && !invoice.Total.IsZero)
        {
            await RefundAsync(transaction, invoice, invoice.Total - invoice.Refunded, reason);
            return;
        }

        var held = await Ledger.HeldAsync(transaction, id, invoice.Currency);
        if (!held.IsZero)
        {
            await ledger.VoidAsync(transaction, invoice.AccountId, id, held, reason);
            await ledger.RepayAsync(transaction, invoice.AccountId, id, invoice.Currency, reason);
        }

        var next = invoice.State.Next(invoice.State == InvoiceState.Paid ? InvoiceVerb.Refund : InvoiceVerb.Cancel).Value;
        await InvoiceStore.UpdateAsync(transaction, invoice with { State = next, Paid = Money.Zero(invoice.Currency) });
        changes.Touch(transaction, $"account:{invoice.AccountId}");
    }

    /// <summary>
    /// Gives back a part of what was earned, or all of it, to the credit, with a credit note. Refused when it is more than is
    /// left of the invoice. The caller holds the account's money lock.
    /// </summary>
    public async Task<Result<CreditNote>> RefundAsync(DatabaseTransaction transaction, Invoice invoice, Money amount, string reason)
    {
        if (invoice.State != InvoiceState.Paid || invoice.PostedAt is null)
        {
            return new Failure(FailureKind.Invalid, "billing.not-refundable",
                invoice is { State: InvoiceState.Paid, Earns: true } ? "The invoice pays a server that is being prepared; cancel the order instead." : $"An invoice that is {invoice.State} has nothing to give back.");
        }

        if (!invoice.Earns)
        {
            return new Failure(FailureKind.Invalid, "billing.not-refundable", "A top-up or a collective invoice has earned nothing: its money is on the credit balance, or was spent on other invoices.");
        }

        var left = invoice.Total - invoice.Refunded;
        if (amount.Amount <= 0 || amount != amount.Round() || amount > left)
        {
            return BillingFailures.AmountInvalid("amount", $"give more than 0 and at most {left}, which is left of the invoice, with two decimals at most.");
        }

        var notes = await InvoiceStore.CreditNotesAsync(transaction, invoice);
        var taxLeft = invoice.Tax - notes.Aggregate(Money.Zero(invoice.Currency), (sum, note) => sum + note.Tax);
        // Never more than is left of tax or of net: so the last one is the rest of both, and all together are exactly the invoice.
        var tax = Money.Max(amount - (left - taxLeft), Money.Min(taxLeft, (invoice.Tax * (amount.Amount / invoice.Total.Amount)).Round()));
        var now = clock.GetUtcNow();
        var note = await InvoiceStore.InsertCreditNoteAsync(
            transaction,
            new CreditNote(0, invoice.Id, invoice.AccountId, await InvoiceNumbers.NextAsync(transaction, options.CreditNotePrefix, now), amount - tax, tax, reason, now));
        await ledger.RefundAsync(transaction, invoice.AccountId, invoice.Id, note.Net, note.Tax, invoice.TaxTreatment.Country, reason);
        await ledger.RepayAsync(transaction, invoice.AccountId, invoice.Id, invoice.Currency, reason);
        var refunded = invoice.Refunded + amount;
        await InvoiceStore.UpdateAsync(transaction, invoice with
        {
            Refunded = refunded,
            State = refunded >= invoice.Total ? invoice.State.Next(InvoiceVerb.Refund).Value : invoice.State,
        });
        changes.Touch(transaction, $"account:{invoice.AccountId}");
        if (options.MailInvoices)
        {
            await outbox.QueueAsync(transaction, (await AccountQueries.GetAsync(transaction, invoice.AccountId)).Email, CreditNoteMail.Of(note, invoice));
        }

        return note;
    }

    /// <summary>A gateway has taken the payment and does not know yet whether it comes; or it does not come.</summary>
    public async Task AwaitPaymentAsync(DatabaseTransaction transaction, Invoice invoice, bool pending)
    {
        var verb = pending ? InvoiceVerb.Await : InvoiceVerb.Reopen;
        if (invoice.State.Next(verb).TryGet(out var next, out _))
        {
            await InvoiceStore.UpdateAsync(transaction, invoice with { State = next });
            changes.Touch(transaction, $"account:{invoice.AccountId}");
        }
    }

    /// <summary>The open invoice for a further period of a service, if there is one.</summary>
    public static Task<Invoice?> OpenOfServiceAsync(DatabaseTransaction transaction, OrderId order) => InvoiceStore.OpenOfServiceAsync(transaction, order);

    /// <summary>The invoice if money is still wanted for it.</summary>
    public static async Task<Invoice?> FindOpenAsync(DatabaseTransaction transaction, InvoiceId id) =>
        await InvoiceStore.FindForUpdateAsync(transaction, id) is { } invoice && invoice.State.IsOpen() ? invoice : null;

    /// <summary>The draft of a service for the month that begins then.</summary>
    public static Task<Invoice?> DraftOfServiceAsync(DatabaseTransaction transaction, OrderId order, DateTimeOffset month) => InvoiceStore.DraftOfServiceAsync(transaction, order, month);

    /// <summary>The earned invoices of a service, the newest first.</summary>
    public static async Task<IReadOnlyList<Invoice>> EarnedOfServiceAsync(DatabaseSession session, OrderId order) =>
        [.. (await InvoiceStore.OfOrderAsync(session, order)).Where(invoice => invoice is { State: InvoiceState.Paid, PostedAt: not null })];

    internal static async Task<Invoice> GetForUpdateAsync(DatabaseTransaction transaction, InvoiceId id) =>
        await InvoiceStore.FindForUpdateAsync(transaction, id) ?? throw new InvalidOperationException($"There is no invoice {id}.");

    /// <summary>Paid and due to nobody any more: what was held becomes what the invoice is for.</summary>
    private async Task<Result<Invoice>> EarnAsync(DatabaseTransaction transaction, Invoice invoice)
    {
        var now = clock.GetUtcNow();
        var billTo = invoice.BillTo == BillTo.Nobody ? BillTo.Of(await AccountQueries.GetAsync(transaction, invoice.AccountId)) : invoice.BillTo;
        var earned = invoice with { PostedAt = now, BillTo = billTo };
        if (invoice.Earns)
        {
            await ledger.PostAsync(transaction, invoice.AccountId, invoice.Id, invoice.Net, invoice.Tax, invoice.TaxTreatment.Country);
            // Last, because everybody else who earns waits for the series.
            earned = earned with { Number = await InvoiceNumbers.NextAsync(transaction, options.InvoicePrefix, now) };
        }

        await InvoiceStore.UpdateAsync(transaction, earned);
        if (invoice.Earns)
        {
            await MailAsync(transaction, earned);
        }
        else if (!invoice.Total.IsZero)
        {
            await ledger.VoidAsync(transaction, invoice.AccountId, invoice.Id, invoice.Total, invoice.Purpose == InvoicePurpose.TopUp ? "top-up" : $"collective invoice {invoice.Id}");
        }

        if (invoice.Purpose == InvoicePurpose.Renewal)
        {
            await services.RenewedAsync(transaction, earned);
        }

        if (invoice.Purpose == InvoicePurpose.Collective)
        {
            await PayMembersAsync(transaction, earned);
        }

        return earned;
    }

    private async Task PayMembersAsync(DatabaseTransaction transaction, Invoice collective)
    {
        foreach (var line in await InvoiceStore.LinesAsync(transaction, collective))
        {
            // One that was paid or cancelled meanwhile is passed over: its share stays on the credit balance.
            if (line.Pays is { } id && await InvoiceStore.FindForUpdateAsync(transaction, id) is { } member && member.State.IsOpen())
            {
                var credit = await Ledger.CreditAsync(transaction, member.AccountId, member.Currency);
                _ = await PayFromCreditAsync(transaction, member, Money.Min(credit, member.Balance));
            }
        }
    }
}
