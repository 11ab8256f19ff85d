using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>The operator gives credit to an account, with a reason that stays in the books.</summary>
public sealed class GrantCredit(Ledger ledger, Changes changes)
{
    public async Task<Result<Unit>> RunAsync(DatabaseTransaction transaction, AccountId account, Money amount, string reason)
    {
        if (amount.IsNegative || amount != amount.Round())
        {
            return new Failure(FailureKind.Invalid, "billing.credit-invalid", "credit: give an amount of zero or more with at most two decimals.");
        }

        if (!amount.IsZero)
        {
            await ledger.GrantAsync(transaction, account, amount, reason);
            changes.Touch(transaction, $"account:{account}");
        }

        return Unit.Value;
    }
}
