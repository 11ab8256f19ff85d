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

    /// <summary>What was written in a book, the newest first.</summary>
    public static Task<List<CreditMovement>> MovementsAsync(DatabaseSession session, string book, Currency currency, int most) =>
        session.ListAsync(
            "select posting.id, entry.at, entry.kind, entry.memo, posting.amount, entry.invoice_id from billing_posting as posting join billing_entry as entry on entry.id = posting.entry_id " +
            "where posting.book = @book and posting.currency = @currency order by posting.id desc limit @most",
            row => new CreditMovement(
                row.Int(0), row.Time(1), row.Text(2), row.Text(3), Money.FromStored(row.Long(4), currency), row.IntOrNull(5) is { } invoice ? new InvoiceId(invoice) : null),
            ("book", book), ("currency", currency.Code), ("most", most));

    /// <summary>What was paid into an invoice, and what came in through gateways for it, in the order of time.</summary>
    public static Task<List<InvoiceMoney>> OfInvoiceAsync(DatabaseSession session, Invoice invoice) =>
        session.ListAsync(
            "select entry.at, posting.book, posting.amount from billing_entry as entry join billing_posting as posting on posting.entry_id = entry.id " +
            "where entry.invoice_id = @invoice and ((entry.kind = 'hold' and posting.book = @held) or (entry.kind = 'deposit' and posting.amount < 0)) order by posting.id limit 1000",
            row => new InvoiceMoney(row.Time(0), row.Text(1), Money.FromStored(Math.Abs(row.Long(2)), invoice.Currency)),
            ("invoice", invoice.Id.Value), ("held", Book.Held(invoice.Id)));

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

/// <param name="Book">The invoice's, when it was paid into it from the credit; a gateway's, when it came in from there.</param>
internal sealed record InvoiceMoney(DateTimeOffset At, string Book, Money Amount);

/// <param name="Amount">Parts of the unit, see <see cref="Money.StoredParts"/>.</param>
/// <param name="Balance">Sum over the book so far; null in the provider's own books.</param>
internal sealed record NewPosting(string Book, Currency Currency, long Amount, long? Balance);
