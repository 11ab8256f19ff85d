using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>The operator ends a service, or withdraws an invoice that nobody is to pay any more.</summary>
public sealed class OperatorCancellation(Database database, RequestCancellation cancel, Invoices invoices, DueInvoices due, Changes changes)
{
    public async Task<Result<RequestedCancellation>> EndServerAsync(ServerId id, bool immediate, string reason, CancellationToken cancellationToken)
    {
        var server = await database.ReadAsync(session => ServerQueries.AnyAsync(session, id), cancellationToken);
        return server is null ? ServerFailures.Unknown(id) : await cancel.RunAsync(new Caller(server.AccountId, null), id, immediate, reason, cancellationToken, by: ServerEvents.Operator);
    }

    /// <summary>An unpaid order is withdrawn with its invoice; other open invoices are cancelled, and what was paid in part goes back.</summary>
    public async Task<Result<Unit>> CancelInvoiceAsync(InvoiceId id, string reason, CancellationToken cancellationToken)
    {
        if (await due.FindAsync(id, cancellationToken) is not { } invoice)
        {
            return BillingFailures.NoInvoice(id);
        }

        if (invoice is { Purpose: InvoicePurpose.Order, ServerId: { } server } && invoice.State.IsOpen())
        {
            var withdrawn = await cancel.RunAsync(new Caller(invoice.AccountId, null), server, immediate: true, reason, cancellationToken, onlyUnpaid: true, by: ServerEvents.Operator);
            return withdrawn.Failure is { } refused ? refused : Unit.Value;
        }

        if (invoice.Purpose == InvoicePurpose.Renewal && invoice.State.IsOpen())
        {
            return new Failure(FailureKind.Invalid, "orders.invoice-of-service", $"Invoice {id} is for the next period of server {invoice.ServerId}, which would be billed again at once: cancel the service (--server {invoice.ServerId}).");
        }

        return await database.InTransactionAsync<Unit>(
            async transaction =>
            {
                await AccountQueries.GetForMoneyAsync(transaction, invoice.AccountId);
                if (await Invoices.FindOpenAsync(transaction, id) is null)
                {
                    return new Failure(FailureKind.Invalid, "orders.invoice-closed", $"Invoice {id} is {invoice.State}: only an open one can be cancelled. A paid one is refunded.");
                }

                await invoices.GiveBackAsync(transaction, id, reason);
                changes.Touch(transaction, $"account:{invoice.AccountId}");
                return Unit.Value;
            },
            cancellationToken);
    }
}
