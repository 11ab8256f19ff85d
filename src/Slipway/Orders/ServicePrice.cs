using Slipway.Billing;
using Slipway.Pricing;

namespace Slipway.Orders;

/// <summary>What a further period of a service costs one customer: the recurring lines as he pays them.</summary>
internal static class ServicePrice
{
    /// <summary>
    /// The lines of the next invoice. Taking a tax out of each price alone may leave a cent more or less than a promotion takes off: nobody is
    /// billed, or paid, for a service whose prices sum to nothing.
    /// </summary>
    public static IReadOnlyList<NewLine> Lines(IEnumerable<OrderLine> lines, TaxTreatment tax, Currency currency)
    {
        var recurring = lines.Where(line => line.Recurring).ToList();
        var billed = recurring.Select(line => new NewLine(line.Kind, line.Description, tax.Line(line.Amount))).ToList();
        var sum = Sum(billed, currency);
        var list = recurring.Aggregate(Money.Zero(currency), (total, line) => total + line.Amount);
        if (billed.Count > 0 && (sum.IsNegative || (list.Amount <= 0 && !sum.IsZero)))
        {
            billed[^1] = billed[^1] with { Amount = billed[^1].Amount - sum };
        }

        return billed;
    }

    /// <summary>Net of tax or with it, as prices are: see <see cref="TaxTreatment.Of"/>.</summary>
    public static Money Sum(IEnumerable<OrderLine> lines, TaxTreatment tax, Currency currency) => Sum(Lines(lines, tax, currency), currency);

    private static Money Sum(IEnumerable<NewLine> lines, Currency currency) => lines.Aggregate(Money.Zero(currency), (sum, line) => sum + line.Amount);
}
