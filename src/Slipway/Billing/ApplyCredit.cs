using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>Pays an invoice from the credit balance, wholly or in part. Paid in full, it starts what waits for it.</summary>
public sealed class ApplyCredit(Database database, Invoices invoices)
{
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

                var wanted = amount is { } part ? new Money(part, invoice.Total.Currency) : invoice.Balance;
                if (invoice.State.Next(InvoiceVerb.Settle).Failure is { } closed)
                {
                    return closed;
                }

                if (wanted.Amount <= 0 || wanted != wanted.Round())
                {
                    return new Failure(FailureKind.Invalid, "billing.amount-invalid", "amount: give a positive amount with at most two decimals.");
                }

                return await invoices.PayFromCreditAsync(transaction, invoice, wanted > invoice.Balance ? invoice.Balance : wanted);
            },
            cancellationToken);
    }
}
