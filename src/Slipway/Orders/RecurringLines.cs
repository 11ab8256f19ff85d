using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>Changes what a running service costs in every period.</summary>
internal static class RecurringLines
{
    private const string PromotionLine = "promotion";

    /// <summary>
    /// The service recurs with these lines now. A promotion for ever takes its percentage off what is there now, or its amount, and never more
    /// than that. Answers what a period costs more than before, in prices of the catalog.
    /// </summary>
    /// <param name="before">Its recurring lines until now.</param>
    /// <param name="wanted">Those it has from now on; promotions are seen to here.</param>
    public static async Task<Money> ReplaceAsync(DatabaseTransaction transaction, Order order, IReadOnlyList<OrderLine> before, IReadOnlyList<OrderLine> wanted)
    {
        var currency = order.Recurring.Currency;
        var now = wanted.Where(line => line.Kind != PromotionLine).ToList();
        foreach (var promotion in before.Where(line => line.Kind == PromotionLine))
        {
            var percent = await PromotionStore.FindAsync(transaction, promotion.Description["Promotion ".Length..]) is { Percent: { } known } ? known : (int?)null;
            var list = Sum(now, currency);
            var off = percent is { } taken ? (list * (taken / 100m)).Round() : -promotion.Amount;
            now.Add(promotion with { Amount = -Money.Min(off, list) });
        }

        await OrderStore.ReplaceRecurringLinesAsync(transaction, order, now, Sum(now, currency));
        return Sum(now, currency) - Sum(before, currency);
    }

    private static Money Sum(IEnumerable<OrderLine> lines, Currency currency) => lines.Aggregate(Money.Zero(currency), (sum, line) => sum + line.Amount);
}
