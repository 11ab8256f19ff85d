using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing.Gateways;

/// <summary>
/// From what is known of a payment to the books, always inside the caller's transaction. What is known only grows
/// (<see cref="Payment.With"/>), and the books are brought to what is known in one order: first what came, then what it
/// settles, then what went back. So the events of a payment lead to the same books in whatever order and however often they come.
/// </summary>
public sealed class PaymentBooks(Ledger ledger, Invoices invoices, Changes changes, TimeProvider clock)
{
    /// <summary>Stores a payment that was begun, with whatever was heard of it before. May be repeated.</summary>
    public async Task<Result<Payment>> BeginAsync(DatabaseTransaction transaction, Payment begun)
    {
        await PaymentStore.LockAsync(transaction, begun.Gateway);
        await PaymentStore.InsertAsync(transaction, begun);
        var payment = await PaymentStore.FindAsync(transaction, begun.Gateway, begun.Reference) ?? throw new InvalidOperationException($"The payment {begun.Reference} was not stored.");
        _ = await AccountQueries.GetForMoneyAsync(transaction, payment.AccountId);
        return await BookAsync(transaction, await AddEarlyAsync(transaction, payment), payment.Reference);
    }

    /// <summary>
    /// Adds what was heard and brings the books to it. What speaks of a payment that nobody knows yet is kept until somebody does:
    /// then the answer is null.
    /// </summary>
    public async Task<Result<Payment?>> HearAsync(DatabaseTransaction transaction, GatewayEvent heard)
    {
        await PaymentStore.LockAsync(transaction, heard.Gateway);
        if (await PaymentStore.FindAsync(transaction, heard.Gateway, heard.Reference) is not { } payment)
        {
            await PaymentStore.KeepAsync(transaction, heard, clock.GetUtcNow());
            return (Payment?)null;
        }

        if (Strange(payment, heard) is { } currency)
        {
            return GatewayFailures.CurrencyMixed(payment.Asked.Currency, currency);
        }

        _ = await AccountQueries.GetForMoneyAsync(transaction, payment.AccountId);
        payment = await AddEarlyAsync(transaction, await AddAsync(transaction, payment, heard));
        var booked = await BookAsync(transaction, payment, heard.Part ?? payment.OtherReference ?? payment.Reference);
        return booked.TryGet(out var done, out var refused) ? done : refused;
    }

    private static Currency? Strange(Payment payment, GatewayEvent heard) =>
        new[] { heard.Paid, heard.Returned }.FirstOrDefault(amount => amount is { } money && money.Currency != payment.Asked.Currency)?.Currency;

    private async Task<Payment> AddAsync(DatabaseTransaction transaction, Payment payment, GatewayEvent heard)
    {
        if (heard.Part is not { } name)
        {
            return payment.With(heard);
        }

        var part = await PaymentStore.FindPartAsync(transaction, payment.Gateway, name);
        if (part is null)
        {
            part = new Payment(0, payment.Gateway, PaymentStore.PartReference(name), payment.AccountId, payment.InvoiceId, Money.Zero(payment.Asked.Currency), clock.GetUtcNow())
            {
                OtherReference = payment.Reference,
                Facts = PaymentFacts.Part,
            };
            await PaymentStore.InsertAsync(transaction, part);
            part = (await PaymentStore.FindPartAsync(transaction, payment.Gateway, name))!;
        }

        await PaymentStore.UpdateAsync(transaction, part.With(heard), clock.GetUtcNow());
        return payment with { Facts = payment.Facts | heard.Facts };
    }

    /// <summary>What was heard before the payment, or its second name, was known.</summary>
    private async Task<Payment> AddEarlyAsync(DatabaseTransaction transaction, Payment payment)
    {
        var names = new Queue<string>([payment.Reference]);
        var second = payment.OtherReference;
        if (second is not null)
        {
            names.Enqueue(second);
        }

        while (names.TryDequeue(out var name))
        {
            foreach (var (id, heard) in await PaymentStore.KeptAsync(transaction, payment.Gateway, name))
            {
                // In another currency it stays where it is, for the operator to see.
                if (Strange(payment, heard) is null)
                {
                    payment = await AddAsync(transaction, payment, heard);
                    await PaymentStore.ForgetAsync(transaction, id);
                }
            }

            if (second is null && payment.OtherReference is { } learned)
            {
                second = learned;
                names.Enqueue(learned);
            }
        }

        return payment;
    }

    private async Task<Result<Payment>> BookAsync(DatabaseTransaction transaction, Payment payment, string transactionId)
    {
        var (paid, gone) = await PaymentStore.SumAsync(transaction, payment);
        // A return that is heard of before the payment takes effect after it.
        var returned = Money.Min(gone, paid);
        if (paid > payment.BookedPaid)
        {
            var came = paid - payment.BookedPaid;
            await ledger.DepositAsync(transaction, payment.AccountId, payment.InvoiceId, payment.Gateway, came, transactionId);
            payment = payment with { BookedPaid = paid };
            if (await SettleAsync(transaction, payment, came) is { } refused)
            {
                return refused;
            }
        }

        if (returned > payment.BookedReturned)
        {
            await ledger.ReverseAsync(transaction, payment.AccountId, payment.InvoiceId, payment.Gateway, returned - payment.BookedReturned, transactionId);
            payment = payment with { BookedReturned = returned };
        }

        await ledger.RepayAsync(transaction, payment.AccountId, payment.InvoiceId, paid.Currency, transactionId);

        await PaymentStore.UpdateAsync(transaction, payment, clock.GetUtcNow());
        await ShowAsync(transaction, payment.InvoiceId);
        changes.Touch(transaction, $"account:{payment.AccountId}");
        return payment;
    }

    private async Task<Failure?> SettleAsync(DatabaseTransaction transaction, Payment payment, Money came)
    {
        var invoice = await Invoices.GetForUpdateAsync(transaction, payment.InvoiceId);
        // Credit is not bought with credit: a top-up has only what came, of which all is on the credit now.
        var most = invoice.Purpose == InvoicePurpose.TopUp ? came : await Ledger.CreditAsync(transaction, payment.AccountId, invoice.Currency);
        // Paid in another way meanwhile, or cancelled, it wants nothing: the money stays on the credit.
        var amount = Money.Min(most, invoice.Balance);
        return amount.IsZero ? null : (await invoices.PayFromCreditAsync(transaction, invoice, amount)).Failure;
    }

    /// <summary>The invoice shows whether one of its payments is under way.</summary>
    private async Task ShowAsync(DatabaseTransaction transaction, InvoiceId id)
    {
        var pending = await PaymentStore.AnyPendingAsync(transaction, id);
        await invoices.AwaitPaymentAsync(transaction, await Invoices.GetForUpdateAsync(transaction, id), pending);
    }
}
