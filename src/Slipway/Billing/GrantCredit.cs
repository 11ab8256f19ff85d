using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>The operator gives credit to an account, with a reason that stays in the books.</summary>
public sealed class GrantCredit(Ledger ledger, Changes changes)
{
    private const decimal Largest = 1_000_000;

    public async Task<Result<Unit>> RunAsync(DatabaseTransaction transaction, AccountId account, Money amount, string reason)
    {
        reason = reason.Trim();
        if (reason.Length is 0 or > 500)
        {
            return new Failure(FailureKind.Invalid, "billing.grant-reason", "reason: say in 1 to 500 characters why; it stays in the books and the customer reads it.");
        }

        if (amount.IsNegative || amount.Amount > Largest || amount != amount.Round())
        {
            return new Failure(FailureKind.Invalid, "billing.credit-invalid", $"credit: give an amount of 0 to {Largest:0}, with at most two decimals.");
        }

        if ((await AccountQueries.GetAsync(transaction, account)).Currency is var currency && currency != amount.Currency)
        {
            return new Failure(FailureKind.Invalid, "billing.currency-mixed", $"currency: this account is billed in {currency}, not in {amount.Currency}.");
        }

        if (!amount.IsZero)
        {
            await ledger.GrantAsync(transaction, account, amount, reason);
            changes.Touch(transaction, $"account:{account}");
        }

        return Unit.Value;
    }
}
