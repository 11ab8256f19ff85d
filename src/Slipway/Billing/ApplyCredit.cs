using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>Pays an invoice from the credit balance, wholly or in part. Paid in full, it starts what waits for it.</summary>
public sealed class ApplyCredit(Database database, Invoices invoices, KeySpending spending)
{
    private const decimal LargestAmount = 100_000_000;

    /// <param name="amount">At most the open balance is taken; null means all of it.</param>
    public async Task<Result<Invoice>> RunAsync(Caller caller, InvoiceId id, decimal? amount, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        return await database.InTransactionAsync<Invoice>(
            async transaction =>
            {
                _ = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                var invoice = await InvoiceStore.FindForUpdateAsync(transaction, id);
                if (invoice is null || invoice.AccountId != caller.AccountId)
                {
                    return BillingFailures.NoInvoice(id);
                }

                if (invoice.State.Next(InvoiceVerb.Settle).Failure is { } closed)
                {
                    return closed;
                }

                if (!invoice.State.IsOpen())
                {
                    return new Failure(FailureKind.Invalid, "billing.not-issued", $"Invoice {id} is still growing; it is paid from the credit by itself.");
                }

                if (invoice.Purpose == InvoicePurpose.TopUp)
                {
                    return new Failure(FailureKind.Invalid, "billing.top-up-from-credit", "A top-up brings credit and cannot be paid with it; pay it in one of the ways that getpaymentgw names.");
                }

                var wanted = amount is { } part ? new Money(part, invoice.Currency) : invoice.Balance;
                if ((wanted.Amount <= 0 && !invoice.Balance.IsZero) || wanted.IsNegative || wanted.Amount > LargestAmount || wanted != wanted.Round())
                {
                    return BillingFailures.AmountInvalid("amount", "give a positive amount with at most two decimals, or leave it out to pay all that is open.");
                }

                var taken = Money.Min(wanted, invoice.Balance);
                return (await spending.PaidAsync(transaction, caller, taken, id)).Failure is { } overCap ? overCap : await invoices.PayFromCreditAsync(transaction, invoice, taken);
            },
            cancellationToken);
    }
}
