using System.Globalization;
using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Software;

/// <summary>Marketplace software that fits a preset or a server, on the given system (<c>os_id</c>, our addition) or on any.</summary>
internal sealed class ListSoftware(CatalogOffers offers, CatalogPlaces places) : InvapiAction
{
    public override string? CatalogKey(WireForm form) => CatalogPlaces.KeyOf(form) is { } key ? key + form.KeyOf("os_id") : null;

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var osId = call.Form.Int("os_id");
        if (!(await places.FindAsync(call, cancellationToken)).TryGet(out var place, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var os = osId is { } id && id != 0 ? place.Catalog.Os(new OsId(id)) : null;
        var isNowhere = place.IsNowhere || (osId > 0 && os is null);
        return WireReply.Ok(
            ("software", isNowhere ? [] : offers.SoftwareFor(place.Preset, place.Location, os).Where(offer => offer.Active || !place.OfServer).Select(offer => SoftwareShape.From(offer, place)).ToArray()),
            ("debug", Array.Empty<string>()),
            ("debug_licensed_soft", new Dictionary<string, string>()));
    }
}

internal sealed record SoftwareShape(int Id, string Name, int Active, decimal Price, CatalogTag[] Tags, Dictionary<string, PlanPrices> BillingPlan)
{
    public static SoftwareShape From(Offer<SoftwareRecipe> offer, CatalogPlace place)
    {
        var software = offer.Item;
        return new(
            software.Id.Value, software.Name, offer.Active ? 1 : 0,
            WirePrices.Monthly(software.Licence, place.Catalog, place.Location, Currency.Eur) ?? 0,
            [
                .. software.Os.Select(key => place.Catalog.OsWithKey(key)).OfType<OsRecipe>().Select(os => new CatalogTag("os", os.Name, os.Id.ToString())),
                .. software.Kinds.Select(kind => new CatalogTag(kind.Word(), "true")),
                new("cores", software.Minimum.Cores.ToString(CultureInfo.InvariantCulture)),
                new("ram", software.Minimum.RamGb.ToString(CultureInfo.InvariantCulture)),
                new("hdd", software.Minimum.DiskGb.ToString(CultureInfo.InvariantCulture)),
            ],
            WirePrices.Plans(software.Licence, place.Catalog, place.Location));
    }
}
