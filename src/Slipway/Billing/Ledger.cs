using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>
/// The books: double entry, append-only, per currency. Every entry's postings sum to zero; a customer's credit is the sum
/// over the book <c>credit:ID</c>, kept as a running balance in its postings, and never falls below zero, because whoever takes from it holds the account's money lock
/// (<c>AccountQueries.GetForMoneyAsync</c>) and looks first.
/// </summary>
public sealed class Ledger(TimeProvider clock)
{
    /// <summary>What comes in from outside: top-ups and goodwill.</summary>
    public const string Deposits = "deposits";

    public const string Revenue = "revenue";

    public static string CreditOf(AccountId account) => $"credit:{account}";

    public static async Task<Money> CreditAsync(DatabaseSession session, AccountId account, Currency currency) =>
        Money.FromStored(await LedgerStore.BalanceAsync(session, CreditOf(account), currency), currency);

    /// <summary>Credit given by the operator, with the reason.</summary>
    public Task GrantAsync(DatabaseTransaction transaction, AccountId account, Money amount, string reason) =>
        MoveAsync(transaction, "grant", account, null, Deposits, CreditOf(account), amount, reason);

    /// <summary>From the customer's credit to the provider. The caller holds the account's money lock.</summary>
    public async Task<Result<Unit>> PayAsync(DatabaseTransaction transaction, AccountId account, InvoiceId invoice, Money amount)
    {
        var credit = await CreditAsync(transaction, account, amount.Currency);
        if (credit < amount)
        {
            return BillingFailures.NotEnoughCredit(amount, credit);
        }

        await MoveAsync(transaction, "payment", account, invoice, CreditOf(account), Revenue, amount, $"invoice {invoice}");
        return Unit.Value;
    }

    /// <summary>Back to the customer's credit.</summary>
    public Task RefundAsync(DatabaseTransaction transaction, AccountId account, InvoiceId invoice, Money amount, string reason) =>
        MoveAsync(transaction, "refund", account, invoice, Revenue, CreditOf(account), amount, reason);

    private async Task MoveAsync(
        DatabaseTransaction transaction, string kind, AccountId account, InvoiceId? invoice, string from, string to, Money amount, string memo)
    {
        if (amount.Amount <= 0)
        {
            throw new InvalidOperationException($"Only a positive amount can be moved, not {amount}.");
        }

        // The running balance is of use only if nobody else writes this book meanwhile.
        await AccountQueries.GetForMoneyAsync(transaction, account);
        var credit = await LedgerStore.BalanceAsync(transaction, CreditOf(account), amount.Currency);
        await LedgerStore.InsertAsync(
            transaction, clock.GetUtcNow(), kind, account, invoice, memo, amount.Currency, Posting(from, -amount.ToStored()), Posting(to, amount.ToStored()));

        (string, long, long?) Posting(string book, long parts) => (book, parts, book == CreditOf(account) ? credit + parts : null);
    }
}
