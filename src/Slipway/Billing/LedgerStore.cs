using Slipway.Storage;

namespace Slipway.Billing;

internal static class LedgerStore
{
    /// <summary>The sum over a book that keeps a running balance: it stands in the latest posting, however many there are.</summary>
    public static Task<long> BalanceAsync(DatabaseSession session, string book, Currency currency) =>
        session.ScalarAsync<long>(
            // An older daemon that still runs beside a newer one posts without a balance: then the sum is asked.
            """
            select coalesce(latest.balance, (select sum(amount) from billing_posting where book = @book and currency = @currency))
            from billing_posting as latest where latest.book = @book and latest.currency = @currency order by latest.id desc limit 1
            """,
            ("book", book), ("currency", currency.Code));

    public static async Task InsertAsync(
        DatabaseTransaction transaction, DateTimeOffset at, string kind, AccountId account, InvoiceId? invoice, string memo, IReadOnlyList<NewPosting> postings)
    {
        var entry = await transaction.ScalarAsync<int>(
            "insert into billing_entry (at, kind, account_id, invoice_id, memo) values (@at, @kind, @account_id, @invoice_id, @memo) returning id",
            ("at", at), ("kind", kind), ("account_id", account.Value), ("invoice_id", invoice?.Value), ("memo", memo));
        var values = new List<(string, object?)> { ("entry_id", entry) };
        for (var index = 0; index < postings.Count; index++)
        {
            var posting = postings[index];
            values.AddRange([($"book{index}", posting.Book), ($"currency{index}", posting.Currency.Code), ($"amount{index}", posting.Amount), ($"balance{index}", posting.Balance)]);
        }

        await transaction.ExecuteAsync(Insert(postings.Count), [.. values]);
    }

    private static string Insert(int postings) =>
        "insert into billing_posting (entry_id, book, currency, amount, balance) values " +
        string.Join(", ", Enumerable.Range(0, postings).Select(index => $"(@entry_id, @book{index}, @currency{index}, @amount{index}, @balance{index})"));

    /// <summary>Entries that are wrong: whose postings do not sum to zero, or whose running balance is not the sum so far.</summary>
    public static Task<List<int>> UnbalancedAsync(DatabaseSession session) =>
        session.ListAsync(
            """
            select entry_id from billing_posting group by entry_id, currency having sum(amount) <> 0
            union
            select entry_id from (select entry_id, balance, sum(amount) over (partition by book, currency order by id) as so_far from billing_posting) as postings
            where balance is not null and balance <> so_far
            """,
            row => row.Int(0));
}

/// <param name="Amount">Parts of the unit, see <see cref="Money.StoredParts"/>.</param>
/// <param name="Balance">Sum over the book so far; null in the provider's own books.</param>
internal sealed record NewPosting(string Book, Currency Currency, long Amount, long? Balance);
