using Slipway.Storage;

namespace Slipway.Billing;

internal static class LedgerStore
{
    public static Task<long> SumAsync(DatabaseSession session, string book, Currency currency) =>
        session.ScalarAsync<long>("select coalesce(sum(amount), 0) from billing_posting where book = @book and currency = @currency", ("book", book), ("currency", currency.Code));

    public static async Task InsertAsync(
        DatabaseTransaction transaction, DateTimeOffset at, string kind, AccountId account, InvoiceId? invoice, string memo, Currency currency,
        (string Book, long Amount) debit, (string Book, long Amount) credit)
    {
        var entry = await transaction.ScalarAsync<int>(
            "insert into billing_entry (at, kind, account_id, invoice_id, memo) values (@at, @kind, @account_id, @invoice_id, @memo) returning id",
            ("at", at), ("kind", kind), ("account_id", account.Value), ("invoice_id", invoice?.Value), ("memo", memo));
        await transaction.ExecuteAsync(
            "insert into billing_posting (entry_id, book, currency, amount) values (@entry_id, @book1, @currency, @amount1), (@entry_id, @book2, @currency, @amount2)",
            ("entry_id", entry), ("book1", debit.Book), ("currency", currency.Code), ("amount1", debit.Amount), ("book2", credit.Book), ("amount2", credit.Amount));
    }

    /// <summary>Books that do not balance: entries whose postings do not sum to zero.</summary>
    public static Task<List<int>> UnbalancedAsync(DatabaseSession session) =>
        session.ListAsync("select entry_id from billing_posting group by entry_id, currency having sum(amount) <> 0", row => row.Int(0));
}
