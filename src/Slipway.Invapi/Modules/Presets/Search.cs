using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>
/// Is there one to be had? "None" is an answer, not a failure: a client's dry run stops at a failure. Machines are made on
/// demand, so there is a number and no list.
/// </summary>
internal sealed class Search(LiveCatalog catalog, PresetStock stock) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        // The parameter is the name, but clients pass on whatever their user called the preset: an id works too.
        var asked = call.Form.RequiredText("name");
        var code = call.Form.Text("location");
        var scope = call.Form.Text("scope") ?? "free";
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var current = catalog.Current;
        if (current.Preset(asked!) is not { } preset)
        {
            return WireReply.Refused(CatalogFailures.PresetUnknown(current, asked!));
        }

        var places = WirePrices.Places(preset.Prices, current).Where(place => code is null || place.Equals(code, StringComparison.OrdinalIgnoreCase));
        var available = preset.Active ? await stock.FreeAsync(preset, places, cancellationToken) : 0;
        return WireReply.Ok(
            ("id", preset.Id.Value), ("name", preset.Name), ("location", code?.ToUpperInvariant() ?? ""), ("scope", scope), ("available", available), ("servers", Array.Empty<int>()));
    }
}
