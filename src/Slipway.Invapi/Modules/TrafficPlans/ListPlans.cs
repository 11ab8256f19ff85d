using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.TrafficPlans;

/// <summary>Traffic plans that fit a preset in a location. The original refuses a customer's token here; we ignore it.</summary>
internal sealed class ListPlans(CatalogOffers offers, CatalogPlaces places) : InvapiAction
{
    public override string? CatalogKey(WireForm form) => CatalogPlaces.KeyOf(form);

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (!(await places.FindAsync(call, cancellationToken)).TryGet(out var place, out var failure))
        {
            return WireReply.Refused(failure);
        }

        return WireReply.Ok(
            ("traffic_plans", place.IsNowhere ? [] : offers.TrafficPlansFor(place.Preset, place.Location).Select(offer => PlanShape.From(offer, place)).ToArray()),
            ("all_tags", Array.Empty<string>()),
            ("exclude_list", Array.Empty<string>()));
    }
}

/// <summary>Volumes in TB, -1 for unlimited. <c>price</c> is a number: text breaks a strict client (README rule 4).</summary>
internal sealed record PlanShape(
    int Id, string Name, int Active, string Location, string Locations, decimal Price, int MainPlan, int LimitIn, int LimitOut, int Bandwidth, int CurrencyId, int WebPlan,
    Dictionary<string, decimal> BillingPlan)
{
    public static PlanShape From(Offer<TrafficPlan> offer, CatalogPlace place)
    {
        var plan = offer.Item;
        var sold = WirePrices.Places(plan.Prices, place.Catalog).ToArray();
        var shown = place.Location?.Code ?? sold.FirstOrDefault() ?? "";
        return new(
            plan.Id.Value, plan.Name, offer.Active ? 1 : 0, shown, string.Join(',', sold),
            WirePrices.Monthly(plan.Prices, place.Catalog, place.Location, Currency.Eur) ?? 0,
            plan.IsMain ? 1 : 0, plan.LimitInTb ?? -1, plan.LimitOutTb ?? -1, plan.BandwidthMbps, 0, 1, WirePrices.In(plan.Prices, shown));
    }
}
