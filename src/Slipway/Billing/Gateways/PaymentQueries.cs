using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing.Gateways;

/// <summary>What moved the money of the caller's account: payments through gateways, and movements of the credit.</summary>
public sealed class PaymentQueries(Database database)
{
    /// <summary>How many movements one answer holds at most.</summary>
    public const int Most = 1_000;

    /// <summary>The newest first, at most <see cref="Most"/>. Over all of them, in less out is the credit less what is owed.</summary>
    public async Task<Result<IReadOnlyList<TransactionFacts>>> OfAccountAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused ? refused : await ListAsync(caller.AccountId, null, cancellationToken);

    /// <summary>Those that belong to one invoice. Refused when it is not the caller's.</summary>
    public async Task<Result<IReadOnlyList<TransactionFacts>>> OfInvoiceAsync(Caller caller, InvoiceId invoice, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var found = await database.ReadAsync(session => InvoiceStore.FindAsync(session, invoice), cancellationToken);
        return found is null || found.AccountId != caller.AccountId ? BillingFailures.NoInvoice(invoice) : await ListAsync(caller.AccountId, invoice, cancellationToken);
    }

    private async Task<TransactionFacts[]> ListAsync(AccountId account, InvoiceId? invoice, CancellationToken cancellationToken) =>
    [
        .. await database.ReadAsync(
            session => session.ListAsync(
                $"""
                select e.id, e.at, e.kind, e.memo, e.invoice_id, min(p.currency), cast(sum(case when p.book in (@credit, @owed) then p.amount else 0 end) as bigint),
                  max(case when p.book like 'gateway:%' then p.book end)
                from (select id, at, kind, memo, invoice_id from billing_entry where account_id = @account_id {(invoice is null ? "" : "and invoice_id = @invoice_id")} order by id desc limit @looked) e
                join billing_posting p on p.entry_id = e.id
                group by e.id, e.at, e.kind, e.memo, e.invoice_id
                having sum(case when p.book in (@credit, @owed) then p.amount else 0 end) <> 0
                order by e.id desc limit @most
                """,
                Read,
                [("account_id", account.Value), ("credit", Book.Credit(account)), ("owed", Book.Owed(account)), ("most", Most), ("looked", Most * 4), .. invoice is { } id ? new (string, object?)[] { ("invoice_id", id.Value) } : []]),
            cancellationToken),
    ];

    private static TransactionFacts Read(Row row)
    {
        var amount = Money.FromStored(row.Long(6), new Currency(row.Text(5)));
        var zero = Money.Zero(amount.Currency);
        var gateway = row.TextOrNull(7)?[Book.Gateway("").Length..];
        var memo = row.Text(3);
        var description = row.Text(2) switch
        {
            "deposit" => "Payment received",
            "reversal" => "Payment taken back",
            "grant" => $"Credit: {memo}",
            "hold" => "Paid from credit",
            "void" => $"Back to credit: {memo}",
            "refund" => $"Refund: {memo}",
            var kind => $"{kind}: {memo}",
        };
        return new TransactionFacts(
            row.Int(0), row.Time(1), gateway ?? "credit", description, amount.IsNegative ? zero : amount, amount.IsNegative ? -amount : zero,
            row.IntOrNull(4) is { } invoice ? new InvoiceId(invoice) : null, gateway is null ? "" : memo);
    }
}

/// <param name="Gateway">The gateway's name, or <c>credit</c> when nothing came from outside or went there.</param>
/// <param name="AmountIn">What the customer has more; zero or more.</param>
/// <param name="AmountOut">What the customer has less; zero or more.</param>
/// <param name="TransactionId">The gateway's name for it; empty for a movement of the credit.</param>
public sealed record TransactionFacts(
    int Id, DateTimeOffset Date, string Gateway, string Description, Money AmountIn, Money AmountOut, InvoiceId? InvoiceId, string TransactionId);
