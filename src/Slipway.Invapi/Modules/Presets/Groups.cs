using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>The headings under which presets are listed; told under both names that clients read.</summary>
internal sealed class Groups(LiveCatalog catalog, CatalogOffers offers) : InvapiAction
{
    public override string? CatalogKey(WireForm form) => "";

    public override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var presets = offers.PresetsFor(null);
        var groups = catalog.Current.Facts.Groups
            .Select(group => new { id = group.Id, name = group.Name, description = group.Name, count = presets.Count(offer => offer.Item.Group == group.Name) })
            .ToArray();
        return ValueTask.FromResult(WireReply.Ok(("groups", groups), ("data", groups)));
    }
}
