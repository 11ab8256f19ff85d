using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>Everything that can be ordered, in one location or anywhere. An unknown location has none: that is no failure.</summary>
internal sealed class ListPresets(LiveCatalog catalog, CatalogOffers offers, PresetStock stock) : InvapiAction
{
    public override string? CatalogKey(WireForm form) => form.KeyOf("location");

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var code = call.Form.Text("location");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return WireReply.Ok(("presets", await ShapesAsync(code, _ => true, cancellationToken)));
    }

    public async ValueTask<List<PresetShape>> ShapesAsync(string? code, Func<Preset, bool> wanted, CancellationToken cancellationToken)
    {
        var current = catalog.Current;
        var location = code is null ? null : current.Location(code);
        var shapes = new List<PresetShape>();
        if (code is not null && location is null)
        {
            return shapes;
        }

        foreach (var offer in offers.PresetsFor(location).Where(offer => wanted(offer.Item)))
        {
            var places = location is null ? WirePrices.Places(offer.Item.Prices, current) : [location.Code];
            shapes.Add(PresetShape.From(offer, current, await stock.FreeAsync(offer.Item, places, cancellationToken)));
        }

        return shapes;
    }
}
