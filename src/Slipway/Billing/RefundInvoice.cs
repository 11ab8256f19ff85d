using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>The operator gives an invoice's money back to the customer's credit, wholly or in part.</summary>
public sealed class RefundInvoice(Database database, Invoices invoices)
{
    /// <param name="amount">Null is all that is left of it.</param>
    public Task<Result<CreditNote>> RunAsync(InvoiceId id, decimal? amount, string reason, CancellationToken cancellationToken) =>
        database.InTransactionAsync<CreditNote>(
            async transaction =>
            {
                if (reason.Trim().Length is 0 or > 500)
                {
                    return new Failure(FailureKind.Invalid, "billing.reason-missing", "reason: say in 1 to 500 characters why; it stands on the credit note.");
                }

                if (await InvoiceStore.FindAsync(transaction, id) is not { } found)
                {
                    return NoInvoice(id);
                }

                await Accounts.AccountQueries.GetForMoneyAsync(transaction, found.AccountId);
                var invoice = (await InvoiceStore.FindForUpdateAsync(transaction, id))!;
                return await invoices.RefundAsync(transaction, invoice, amount is { } part ? new Money(part, invoice.Currency) : invoice.Total - invoice.Refunded, reason.Trim());
            },
            cancellationToken);

    private static Failure NoInvoice(InvoiceId id) => new(FailureKind.NotFound, "billing.refund-unknown", $"There is no invoice {id}.");
}
