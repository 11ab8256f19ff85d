using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>What changes about the licences of a service when it is reinstalled.</summary>
internal static class Licences
{
    public static bool IsLicence(string lineKind) => lineKind is "os-licence" or "software-licence";

    /// <summary>
    /// What the licences that are new cost until the end of the period that is paid, before tax and in prices of the catalog. One that the
    /// service has already costs nothing; one that is dropped is paid until the end of the period and is not given back.
    /// </summary>
    /// <param name="has">The licences of the service now.</param>
    /// <param name="left">Which part of a period is still paid; more than one where periods were paid ahead.</param>
    public static IReadOnlyList<(QuoteLine Licence, Money Amount)> New(IReadOnlyList<OrderLine> has, IReadOnlyList<QuoteLine> wanted, decimal left) =>
    [
        .. wanted
            .Where(licence => !has.Any(line => line.Kind == PlaceOrder.Words.Of(licence.Kind) && line.Description == licence.Description))
            .Select(licence => (licence, (licence.ListAmount * left).Round()))
            .Where(line => !line.Item2.IsZero),
    ];

    /// <summary>
    /// The licences of the service are these now, and what it costs changes with them. A promotion for ever takes its percentage off what is
    /// there now, or its amount, and never more than that.
    /// </summary>
    public static async Task ReplaceAsync(DatabaseTransaction transaction, Order order, IReadOnlyList<OrderLine> licences)
    {
        var before = (await OrderStore.LinesAsync(transaction, order)).Where(line => line.Recurring).ToList();
        if (Same(before, licences))
        {
            return;
        }

        await RecurringLines.ReplaceAsync(transaction, order, before, [.. before.Where(line => !IsLicence(line.Kind)), .. licences]);
    }

    /// <summary>Is it the same as it was?</summary>
    public static bool Same(IEnumerable<OrderLine> before, IReadOnlyList<OrderLine> licences) => before.Where(line => IsLicence(line.Kind)).SequenceEqual(licences);

    /// <summary>How much of a period is left of what is paid; nothing is paid ahead by the hour.</summary>
    public static decimal Left(Order order, DateTimeOffset now)
    {
        if (order.BillingPeriod.IsHourly || order.PaidUntil <= now)
        {
            return 0;
        }

        // Where the last period began: the 31st is followed by the 30th, and that one began on a 31st.
        var begun = order.PaidUntil.AddMonths(-order.BillingPeriod.Months);
        begun = begun.AddDays(Math.Min(Math.Max(order.AnchorDay, begun.Day), DateTime.DaysInMonth(begun.Year, begun.Month)) - begun.Day);
        return (order.PaidUntil - now).Ticks / (decimal)(order.PaidUntil - begun).Ticks;
    }
}
