using System.Globalization;
using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Presets;

/// <summary>One preset by id or name, told twice because clients read either member; or all of them.</summary>
internal sealed class Show(LiveCatalog catalog, ListPresets list) : InvapiAction
{
    public override string? CatalogKey(WireForm form) => form.KeyOf("id", "name");

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.Id("id");
        var asked = id?.ToString(CultureInfo.InvariantCulture) ?? call.Form.Text("name");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (asked is null)
        {
            return WireReply.Ok(("presets", await list.ShapesAsync(null, _ => true, cancellationToken)));
        }

        var preset = catalog.Current.Preset(asked);
        var found = preset is null ? [] : await list.ShapesAsync(null, other => other.Id == preset.Id, cancellationToken);
        return found.Count == 0
            ? WireReply.Refused(new Failure(FailureKind.NotFound, WireFailures.PresetNotFound, "preset not found"))
            : WireReply.Ok(("preset", found[0]), ("presets", found));
    }
}
