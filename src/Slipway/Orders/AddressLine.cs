using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>The recurring line of a service's additional addresses. They stand in one line; what was ordered keeps the price it was ordered at.</summary>
internal static class AddressLine
{
    public const string Kind = "ipv4";

    /// <summary>The service has so many additional addresses now, and they cost so much. Answers what a period costs more than before.</summary>
    /// <param name="cost">From what they cost until now to what they cost now, for one period and in prices of the catalog.</param>
    public static async Task<Money> ChangeAsync(DatabaseTransaction transaction, Order order, int count, Func<Money, Money> cost)
    {
        var before = (await OrderStore.LinesAsync(transaction, order)).Where(line => line.Recurring).ToList();
        var zero = Money.Zero(order.Recurring.Currency);
        var now = Money.Max(zero, cost(before.Where(line => line.Kind == Kind).Aggregate(zero, (sum, line) => sum + line.Amount)));
        List<OrderLine> lines = [.. before.Where(line => line.Kind != Kind)];
        // What costs nothing is not worth a line.
        if (count > 0 && !now.IsZero)
        {
            lines.Add(new OrderLine(Kind, $"{Quote.ExtraIpv4Text(count)}, {order.BillingPeriod}", now, Recurring: true));
        }

        return await RecurringLines.ReplaceAsync(transaction, order, before, lines);
    }
}
