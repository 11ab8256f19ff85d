using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>Reading how the caller's credit balance came about.</summary>
public sealed class CreditQueries(Database database)
{
    public const int Most = 500;

    /// <summary>The balance, and the movements of the credit, the newest first, <see cref="Most"/> of them at most.</summary>
    public async Task<Result<CreditHistory>> HistoryAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.ReadAsync(
                async session =>
                {
                    var account = await AccountQueries.GetAsync(session, caller.AccountId);
                    return new CreditHistory(
                        await Ledger.CreditAsync(session, account.Id, account.Currency), await LedgerStore.MovementsAsync(session, Book.Credit(account.Id), account.Currency, Most));
                },
                cancellationToken);
}

public sealed record CreditHistory(Money Balance, IReadOnlyList<CreditMovement> Movements);

/// <param name="Kind">grant, deposit, hold, void, refund, reversal, repayment.</param>
/// <param name="Amount">Positive where credit came, negative where it went.</param>
public sealed record CreditMovement(int Id, DateTimeOffset At, string Kind, string Memo, Money Amount, InvoiceId? InvoiceId);
