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
                return invoice is null || invoice.AccountId != caller.AccountId ? BillingFailures.NoInvoice(id) : await DetailsAsync(session, invoice);
            },
            cancellationToken);
    }

    /// <summary>Invoices of one service, the newest first. A service has at least one: without any it is unknown.</summary>
    public async Task<Result<IReadOnlyList<Invoice>>> OfServiceAsync(Caller caller, OrderId order, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var found = await database.ReadAsync(session => InvoiceStore.OfOrderAsync(session, order), cancellationToken);
        var own = found.Where(invoice => invoice.AccountId == caller.AccountId).ToArray();
        return own.Length > 0 ? own : new Failure(FailureKind.NotFound, "billing.service-unknown", $"product: there is no service {order} on this account.");
    }

    internal static async Task<InvoiceDetails> DetailsAsync(DatabaseSession session, Invoice invoice)
    {
        var lines = await InvoiceStore.LinesAsync(session, invoice);
        // A draft gets its lines when it is closed; until then its one line stands for the hours so far.
        return new InvoiceDetails(
            invoice, invoice.State == InvoiceState.Draft && lines is [var hours] ? [hours with { Amount = invoice.Net }] : lines, await InvoiceStore.CreditNotesAsync(session, invoice));
    }

    public Task<Money> CreditAsync(AccountId account, Currency currency, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Ledger.CreditAsync(session, account, currency), cancellationToken);
}

/// <param name="CreditNotes">What has been given back of it, the oldest first.</param>
public sealed record InvoiceDetails(Invoice Invoice, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<CreditNote> CreditNotes);
