using Slipway.Billing;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>What a customer who leaves now gets back: of each earned invoice the part of its period that is still to come.</summary>
internal static class UnusedPeriod
{
    /// <summary>Rounded down to the cent: never more is given back than the time that is left has cost.</summary>
    public static Money Of(Invoice invoice, DateTimeOffset now)
    {
        var nothing = Money.Zero(invoice.Currency);
        if (invoice.PeriodFrom is not { } from || invoice.PeriodTo is not { } to || to <= now || to <= from || invoice.Purpose == InvoicePurpose.Usage)
        {
            return nothing;
        }

        var left = (to - (now > from ? now : from)).Ticks / (decimal)(to - from).Ticks;
        var share = new Money(decimal.Floor(invoice.Total.Amount * left * 100) / 100, invoice.Currency);
        var most = invoice.Total - invoice.Refunded;
        return share > most ? most : share;
    }

    /// <summary>By invoice; those without a refund are left out. An hour that has begun is not given back.</summary>
    public static async Task<IReadOnlyList<(Invoice Invoice, Money Refund)>> OfAsync(DatabaseSession session, Order order, DateTimeOffset now) =>
        order.BillingPeriod.IsHourly
            ? []
            : [.. (await Invoices.EarnedOfServiceAsync(session, order.Id)).Select(invoice => (invoice, Of(invoice, now))).Where(pair => !pair.Item2.IsZero)];
}
