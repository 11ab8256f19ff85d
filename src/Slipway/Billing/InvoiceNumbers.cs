using System.Globalization;
using Slipway.Storage;

namespace Slipway.Billing;

/// <summary>
/// Numbers of a legal entity's documents: <c>INV-2026-000001</c>, a series for each prefix and year. Given in the transaction that uses them, so
/// none is left out, and whoever wants the next one waits for its end.
/// </summary>
internal static class InvoiceNumbers
{
    public static async Task<string> NextAsync(DatabaseTransaction transaction, string prefix, DateTimeOffset now)
    {
        var series = string.Create(CultureInfo.InvariantCulture, $"{prefix}{now.UtcDateTime.Year}-");
        var number = await InvoiceStore.NextInSeriesAsync(transaction, series);
        return string.Create(CultureInfo.InvariantCulture, $"{series}{number:000000}");
    }
}
