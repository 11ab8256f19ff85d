using System.Globalization;
using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Session;

/// <summary>
/// What os, software and traffic plans are asked for: a preset and a location, or the server that is to be reinstalled -
/// which only its owner may name.
/// </summary>
internal sealed class CatalogPlaces(LiveCatalog catalog, Callers callers, SessionServers servers)
{
    /// <summary>All that the answer depends on besides the catalog; null when a server is named, which only its owner may.</summary>
    public static string? KeyOf(WireForm form) => form.Text("id") is null ? form.KeyOf("instance_id", "instance", "preset", "location") : null;

    public async ValueTask<Result<CatalogPlace>> FindAsync(WireCall call, CancellationToken cancellationToken)
    {
        // Quirk Q-009: three names for the same parameter; the documented one is ignored by the original.
        var preset = call.Form.Text("instance_id") ?? call.Form.Text("instance") ?? call.Form.Text("preset");
        var code = call.Form.Text("location");
        var server = call.Form.Id("id");
        if (call.Form.Complaint is { } complaint)
        {
            return complaint;
        }

        var current = catalog.Current;
        if (server is { } id)
        {
            if (!(await callers.FindAsync(call.Form, call.Peer, cancellationToken)).TryGet(out var session, out var unknown))
            {
                return unknown;
            }

            if (!session.Scopes.Allows(call.Place.Module, call.Place.Action))
            {
                return AccountFailures.PermissionDenied;
            }

            if (!(await servers.CardAsync(session.Caller, new ServerId(id), cancellationToken)).TryGet(out var card, out var refused))
            {
                return refused;
            }

            preset ??= card.Server.PresetId.Value.ToString(CultureInfo.InvariantCulture);
            code ??= card.Server.Location;
        }

        var place = new CatalogPlace(current, preset is null ? null : current.Preset(preset), code is null ? null : current.Location(code));
        return place with { OfServer = server is not null, IsNowhere = (preset is not null && place.Preset is null) || (code is not null && place.Location is null) };
    }
}

/// <param name="IsNowhere">Something unknown was asked for: the list is empty, which is no failure (catalog.md).</param>
internal sealed record CatalogPlace(CatalogSnapshot Catalog, Preset? Preset, Location? Location, bool IsNowhere = false)
{
    /// <summary>It is asked what can be installed on a server that exists: then what cannot be delivered now is left out.</summary>
    public bool OfServer { get; init; }
}
