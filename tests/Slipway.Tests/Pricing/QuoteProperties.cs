using CsCheck;
using Shouldly;
using Slipway.Catalog;
using Slipway.Pricing;
using Slipway.Tests.Catalog;
using Xunit;

namespace Slipway.Tests.Pricing;

public sealed class QuoteProperties
{
    private static readonly CatalogSnapshot Shipped = ShippedCatalog.Snapshot;

    private static readonly Gen<QuoteRequest> Requests =
        from preset in Gen.OneOf(Shipped.Presets.ToArray())
        from location in Gen.OneOf(Shipped.Locations.ToArray())
        from period in Gen.OneOf(Period.All.ToArray())
        from currency in Gen.OneOf(Currency.Eur, Currency.Usd, new Currency("XXX"))
        from plan in Gen.OneOf(Shipped.TrafficPlans.ToArray())
        from os in Gen.OneOf(Shipped.Systems.ToArray())
        from software in Gen.OneOf(Shipped.Software.ToArray())
        from parts in Gen.Int[0, 7]
        from addresses in Gen.Int[-1, 260]
        from ipv6 in Gen.Bool
        select new QuoteRequest(preset, location, period, currency)
        {
            TrafficPlan = (parts & 1) == 0 ? null : plan,
            Os = (parts & 2) == 0 ? null : os,
            Software = (parts & 4) == 0 ? null : software,
            ExtraIpv4 = addresses,
            Ipv6Block = ipv6,
        };

    [Fact]
    public void Lines_sum_to_the_total()
    {
        var priced = 0;
        Requests.Sample(
            request =>
            {
                if (!Quote.For(Shipped, request).TryGet(out var quote, out var refused))
                {
                    refused.Code.ShouldStartWith("pricing.");
                    return;
                }

                Interlocked.Increment(ref priced);
                quote.Lines.Sum(line => line.Amount.Amount).ShouldBe(quote.Total.Amount);
                quote.Lines.ShouldAllBe(line => line.Amount.Currency == request.Currency && line.Amount == line.Amount.Round() && !line.Amount.IsNegative);
                quote.Lines.Count(line => line.Kind == QuoteLineKind.Preset).ShouldBe(1);
                quote.Lines.Select(line => line.Kind).Distinct().Count().ShouldBe(quote.Lines.Count);
            },
            iter: 20_000);

        // A property that was never put to the test has not held.
        priced.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void More_costs_at_least_as_much() => Requests.Sample(
        request =>
        {
            var more = request with { ExtraIpv4 = request.ExtraIpv4 + 1 };
            if (Quote.For(Shipped, request).TryGet(out var less, out _) && Quote.For(Shipped, more).TryGet(out var dearer, out _))
            {
                dearer.Total.ShouldBeGreaterThanOrEqualTo(less.Total);
            }

            (request.ExtraIpv4 is < 0 or > QuoteRequest.MostExtraIpv4 ? Quote.For(Shipped, request).Failure?.Code : "pricing.ipv4-amount-invalid").ShouldBe("pricing.ipv4-amount-invalid");
        },
        iter: 5_000);
}
