using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Os;

/// <summary>Operating systems that fit a preset or a server; what cannot be delivered at the moment has <c>active</c> 0.</summary>
internal sealed class ListSystems(CatalogOffers offers, CatalogPlaces places) : InvapiAction
{
    public override string? CatalogKey(WireForm form) => CatalogPlaces.KeyOf(form);

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (!(await places.FindAsync(call, cancellationToken)).TryGet(out var place, out var failure))
        {
            return WireReply.Refused(failure);
        }

        return place.IsNowhere
            ? WireReply.Ok(("os_list", Array.Empty<OsShape>()), ("os_excluded", Array.Empty<ExcludedShape>()))
            : WireReply.Ok(
                ("os_list", offers.OsFor(place.Preset, place.Location).Where(offer => offer.Active || !place.OfServer).Select(offer => OsShape.From(offer, place)).ToArray()),
                ("os_excluded", offers.OsExcluded(place.Preset).Select(os => new ExcludedShape(os.Id.Value, os.Name, os.Id.Value)).ToArray()));
    }
}

internal sealed record OsShape(
    int Id, string Name, string Alias, int Active, CatalogTag[] Tags, [property: System.Text.Json.Serialization.JsonPropertyName("price_EUR")] decimal PriceEur,
    [property: System.Text.Json.Serialization.JsonPropertyName("price_RUB")] decimal? PriceRub, string Location, Dictionary<string, PlanPrices> BillingPlan, int Cores, int Ram, int Hdd)
{
    public static OsShape From(Offer<OsRecipe> offer, CatalogPlace place)
    {
        var os = offer.Item;
        return new(
            os.Id.Value, os.Name, os.Alias, offer.Active ? 1 : 0, [.. TagsOf(os)],
            WirePrices.Monthly(os.Licence, place.Catalog, place.Location, Currency.Eur) ?? 0,
            WirePrices.Monthly(os.Licence, place.Catalog, place.Location, new Currency("RUB")),
            place.Location?.Code ?? "", WirePrices.Plans(os.Licence, place.Catalog, place.Location), os.Minimum.Cores, os.Minimum.RamGb, os.Minimum.DiskGb);
    }

    // A client keeps a system for bare metal only if the tag bm says "true".
    private static IEnumerable<CatalogTag> TagsOf(OsRecipe os)
    {
        foreach (var kind in os.Kinds)
        {
            yield return new(kind.Word(), "true");
        }

        yield return os.Family switch
        {
            OsFamily.Linux => new("linux", "true"),
            OsFamily.Windows => new("windows", "true"),
        };
        if (!os.Licence.IsFree)
        {
            yield return new("license", "true");
        }
    }
}

internal sealed record ExcludedShape(int OsId, string Name, int ForemanId);
