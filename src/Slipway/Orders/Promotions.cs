using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>The operator's promotion codes, and their use by orders. Codes are written in capitals and understood in any case.</summary>
public sealed class Promotions(Database database, TimeProvider clock)
{
    public static string Canonical(string code) => code.Trim().ToUpperInvariant();

    public Task<List<Promotion>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(PromotionStore.ListAsync, cancellationToken);

    public Task<Result<Promotion>> AddAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        var wanted = promotion with { Code = Canonical(promotion.Code) };
        var mistake = wanted.Code.Length is 0 or > 40 || !wanted.Code.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_') ? "code: 1 to 40 letters, digits, dashes and underscores."
            : wanted.Percent is null == wanted.Amount is null ? "give either a percentage or an amount."
            : wanted.Percent is < 1 or > 100 ? "percent: 1 to 100."
            : wanted.Amount is { } amount && (amount.Amount <= 0 || amount != amount.Round()) ? "amount: more than 0, with two decimals at most."
            : wanted.MostUses < 1 || wanted.MostUsesPerAccount < 1 ? "limits: at least 1."
            : wanted.Until <= (wanted.From ?? clock.GetUtcNow()) ? "until: must be later than its beginning."
            : null;
        return mistake is not null
            ? Task.FromResult<Result<Promotion>>(new Failure(FailureKind.Invalid, "orders.promotion-invalid", mistake))
            : database.InTransactionAsync<Promotion>(
                async transaction => await PromotionStore.InsertAsync(transaction, wanted)
                    ? wanted
                    : new Failure(FailureKind.Invalid, "orders.promotion-taken", $"code: there is a promotion {wanted.Code} already."),
                cancellationToken);
    }

    /// <summary>Nobody can use it from now on; what was sold with it stays.</summary>
    public Task<Result<Unit>> EndAsync(string code, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Unit>(
            async transaction => await PromotionStore.EndAsync(transaction, Canonical(code), clock.GetUtcNow())
                ? Unit.Value
                : Unknown(code),
            cancellationToken);

    /// <summary>The promotion behind a code, as this account may use it now.</summary>
    internal async Task<Result<Promotion>> FindAsync(DatabaseSession session, string code, AccountId account, Currency currency) =>
        await PromotionStore.FindAsync(session, Canonical(code)) is not { } promotion ? Unknown(code)
        : promotion.Check(clock.GetUtcNow(), await PromotionStore.UsesAsync(session, promotion.Code, account), currency) is { } refused ? refused
        : promotion;

    /// <summary>Counts the use of an order, if there is one left.</summary>
    internal async Task<Result<Unit>> UseAsync(DatabaseTransaction transaction, string code, AccountId account, OrderId order, Currency currency)
    {
        if (await PromotionStore.FindForUpdateAsync(transaction, Canonical(code)) is not { } promotion)
        {
            return Unknown(code);
        }

        if (promotion.Check(clock.GetUtcNow(), await PromotionStore.UsesAsync(transaction, promotion.Code, account), currency) is { } refused)
        {
            return refused;
        }

        await PromotionStore.UseAsync(transaction, promotion.Code, account, order);
        return Unit.Value;
    }

    private static Failure Unknown(string code) => OrderFailures.Invalid("promocode", $"there is no promotion '{(code.Length > 40 ? code[..40] : code)}'; leave it out or give another one.");
}
