using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>Reading invoices and the credit balance of the caller's own account.</summary>
public sealed class InvoiceQueries(Database database)
{
    public async Task<Result<IReadOnlyList<Invoice>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : (await database.ReadAsync(session => InvoiceStore.ListAsync(session, caller.AccountId), cancellationToken)).ToArray();

    public async Task<Result<InvoiceDetails>> FindAsync(Caller caller, InvoiceId id, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        return await database.ReadAsync<Result<InvoiceDetails>>(
            async session =>
            {
                var invoice = await InvoiceStore.FindAsync(session, id);
                return invoice is null || invoice.AccountId != caller.AccountId
                    ? BillingFailures.NoInvoice(id)
                    : new InvoiceDetails(invoice, await InvoiceStore.LinesAsync(session, invoice));
            },
            cancellationToken);
    }

    public Task<Money> CreditAsync(AccountId account, Currency currency, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Ledger.CreditAsync(session, account, currency), cancellationToken);
}

public sealed record InvoiceDetails(Invoice Invoice, IReadOnlyList<InvoiceLine> Lines);
