using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Slipway.Reconciliation;

namespace Slipway.Daemon;

/// <summary>
/// Figures of the business at <c>/metrics</c>, in Prometheus' text form. They are those of the last reconciliation: summing the books at every
/// scrape would cost more than it tells.
/// </summary>
internal sealed class BusinessMetrics : IDisposable
{
    private const string MeterName = "Slipway";

    private readonly Meter _meter = new(MeterName);

    public BusinessMetrics(Reconcile reconcile, TimeProvider clock)
    {
        _meter.CreateObservableGauge(
            "slipway.reconcile.differences", () => reconcile.Last is { } last ? [new Measurement<int>(last.Differences.Count)] : Array.Empty<Measurement<int>>(), description: "Differences that the last reconciliation found.");
        _meter.CreateObservableGauge(
            "slipway.reconcile.age", () => reconcile.Last is { } last ? [new Measurement<double>((clock.GetUtcNow() - last.At).TotalSeconds)] : Array.Empty<Measurement<double>>(), "s", "Time since the last reconciliation.");
        _meter.CreateObservableGauge(
            "slipway.ledger.amount",
            () => reconcile.Last?.Books.Select(book => new Measurement<double>((double)book.Amount.Amount, new("book", book.Kind), new("currency", book.Amount.Currency.Code))) ?? [],
            description: "Sum over the books of a kind.");
        _meter.CreateObservableGauge(
            "slipway.ledger.difference",
            () => reconcile.Last?.Books.GroupBy(book => book.Amount.Currency.Code).Select(books => new Measurement<double>((double)books.Sum(book => book.Amount.Amount), new KeyValuePair<string, object?>("currency", books.Key))) ?? [],
            description: "Sum over all books of a currency: anything but zero is wrong.");
    }

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<BusinessMetrics>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(MeterName).AddPrometheusExporter());
    }

    /// <summary>The instruments exist from here on.</summary>
    public static void Map(WebApplication app)
    {
        _ = app.Services.GetRequiredService<BusinessMetrics>();
        app.MapPrometheusScrapingEndpoint();
    }

    public void Dispose() => _meter.Dispose();
}
