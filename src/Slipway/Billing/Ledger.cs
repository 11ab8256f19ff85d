using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>
/// The books: double entry, append-only, per currency. Every entry's postings sum to zero. The books of one account (credit,
/// held, owed) keep a running balance in their postings; credit and held money never fall below zero, because whoever takes
/// from them holds the account's money lock (<c>AccountQueries.GetForMoneyAsync</c>) and looks first.
/// </summary>
public sealed class Ledger(TimeProvider clock)
{
    public static async Task<Money> CreditAsync(DatabaseSession session, AccountId account, Currency currency) =>
        await BalanceAsync(session, Book.Credit(account), currency);

    /// <summary>Paid for the invoice and not earned yet.</summary>
    public static Task<Money> HeldAsync(DatabaseSession session, InvoiceId invoice, Currency currency) =>
        BalanceAsync(session, Book.Held(invoice), currency);

    /// <summary>What the customer owes: zero or more.</summary>
    public static async Task<Money> OwedAsync(DatabaseSession session, AccountId account, Currency currency) =>
        -await BalanceAsync(session, Book.Owed(account), currency);

    /// <summary>Credit given by the operator, with the reason.</summary>
    public Task GrantAsync(DatabaseTransaction transaction, AccountId account, Money amount, string reason) =>
        MoveAsync(transaction, "grant", account, null, Book.Deposits, Book.Credit(account), amount, reason);

    /// <summary>Money came in through a gateway and goes to the credit. The caller holds the account's money lock.</summary>
    public Task DepositAsync(DatabaseTransaction transaction, AccountId account, InvoiceId? invoice, string gateway, Money amount, string memo) =>
        MoveAsync(transaction, "deposit", account, invoice, Book.Gateway(gateway), Book.Credit(account), amount, memo);

    /// <summary>
    /// What is owed is paid from the credit, as far as that reaches. After an invoice has had what came in for it: then it does not
    /// matter in which order several payments are heard of. The caller holds the account's money lock.
    /// </summary>
    public async Task RepayAsync(DatabaseTransaction transaction, AccountId account, InvoiceId? invoice, Currency currency, string memo)
    {
        var repaid = Money.Min(await OwedAsync(transaction, account, currency), await CreditAsync(transaction, account, currency));
        if (!repaid.IsZero)
        {
            await MoveAsync(transaction, "repayment", account, invoice, Book.Credit(account), Book.Owed(account), repaid, memo);
        }
    }

    /// <summary>
    /// Money went back through a gateway: out of the credit as far as that reaches, and the rest is owed. The caller holds the
    /// account's money lock.
    /// </summary>
    public async Task ReverseAsync(DatabaseTransaction transaction, AccountId account, InvoiceId? invoice, string gateway, Money amount, string memo)
    {
        var there = Money.Min(await CreditAsync(transaction, account, amount.Currency), amount);
        if (!there.IsZero)
        {
            await MoveAsync(transaction, "reversal", account, invoice, Book.Credit(account), Book.Gateway(gateway), there, memo);
        }

        if (there < amount)
        {
            await MoveAsync(transaction, "reversal", account, invoice, Book.Owed(account), Book.Gateway(gateway), amount - there, memo);
        }
    }

    /// <summary>Sets credit aside for an invoice. The caller holds the account's money lock.</summary>
    public async Task<Result<Unit>> HoldAsync(DatabaseTransaction transaction, AccountId account, InvoiceId invoice, Money amount)
    {
        var credit = await CreditAsync(transaction, account, amount.Currency);
        if (credit < amount)
        {
            return BillingFailures.NotEnoughCredit(amount, credit);
        }

        await MoveAsync(transaction, "hold", account, invoice, Book.Credit(account), Book.Held(invoice), amount, $"invoice {invoice}");
        return Unit.Value;
    }

    /// <summary>What was held is earned: net and tax.</summary>
    public Task PostAsync(DatabaseTransaction transaction, AccountId account, InvoiceId invoice, Money net, Money tax, string country) =>
        WriteAsync(
            transaction, "payment", account, invoice, $"invoice {invoice}",
            (Book.Held(invoice), -(net + tax)), (Book.Revenue, net), (Book.Tax(country), tax));

    /// <summary>What was held goes back to the credit.</summary>
    public Task VoidAsync(DatabaseTransaction transaction, AccountId account, InvoiceId invoice, Money amount, string reason) =>
        MoveAsync(transaction, "void", account, invoice, Book.Held(invoice), Book.Credit(account), amount, reason);

    /// <summary>What was earned goes back to the credit.</summary>
    public Task RefundAsync(DatabaseTransaction transaction, AccountId account, InvoiceId invoice, Money net, Money tax, string country, string reason) =>
        WriteAsync(
            transaction, "refund", account, invoice, reason,
            (Book.Revenue, -net), (Book.Tax(country), -tax), (Book.Credit(account), net + tax));

    /// <summary>Entries that are wrong: whose postings do not sum to zero, or whose running balance is not the sum so far.</summary>
    public static Task<List<int>> UnbalancedAsync(DatabaseSession session) => LedgerStore.UnbalancedAsync(session);

    private static async Task<Money> BalanceAsync(DatabaseSession session, string book, Currency currency) =>
        Money.FromStored(await LedgerStore.BalanceAsync(session, book, currency), currency);

    private async Task MoveAsync(
        DatabaseTransaction transaction, string kind, AccountId account, InvoiceId? invoice, string from, string to, Money amount, string memo)
    {
        if (amount.Amount <= 0)
        {
            throw new InvalidOperationException($"Only a positive amount can be moved, not {amount}.");
        }

        await WriteAsync(transaction, kind, account, invoice, memo, (from, -amount), (to, amount));
    }

    private async Task WriteAsync(DatabaseTransaction transaction, string kind, AccountId account, InvoiceId? invoice, string memo, params (string Book, Money Amount)[] moves)
    {
        // The running balances are of use only if nobody else writes these books meanwhile.
        await AccountQueries.GetForMoneyAsync(transaction, account);
        var own = new HashSet<string>(StringComparer.Ordinal) { Book.Credit(account), Book.Owed(account) };
        if (invoice is { } id)
        {
            own.Add(Book.Held(id));
        }

        var postings = new List<NewPosting>();
        foreach (var (book, amount) in moves.Where(move => !move.Amount.IsZero))
        {
            var parts = amount.ToStored();
            long? balance = own.Contains(book) ? await LedgerStore.BalanceAsync(transaction, book, amount.Currency) + parts : null;
            postings.Add(new NewPosting(book, amount.Currency, parts, balance));
        }

        if (postings.Sum(posting => posting.Amount) != 0)
        {
            throw new InvalidOperationException($"The entry '{memo}' does not sum to zero.");
        }

        if (postings.Any(posting => posting.Balance < 0 && posting.Amount < 0 && posting.Book != Book.Owed(account)))
        {
            throw new InvalidOperationException($"The entry '{memo}' takes more than there is.");
        }

        if (postings.Count > 0)
        {
            await LedgerStore.InsertAsync(transaction, clock.GetUtcNow(), kind, account, invoice, memo, postings);
        }
    }
}
