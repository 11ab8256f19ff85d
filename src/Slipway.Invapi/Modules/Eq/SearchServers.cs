using System.Globalization;
using Slipway.Catalog;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>eq/list with a free text, looked for in host names, numbers, addresses and tags; and with more than a number of each server.</summary>
internal sealed class SearchServers(ServerQueries servers, LiveCatalog catalog) : InvapiAction
{
    private const int Longest = 256;

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var filter = ServerFilter.From(call.Form);
        // No source says what the text is called (quirk Q-072).
        var text = (call.Form.Text("query") ?? call.Form.Text("search") ?? call.Form.Text("name") ?? call.Form.Text("value"))?.Trim();
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (text?.Length > Longest)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"query must have at most {Longest} characters"));
        }

        var current = catalog.Current;
        return WireReply.Ok(("servers", (await servers.CardsAsync(call.Caller, cancellationToken))
            .Where(card => filter.Takes(card, current) && (text is null || Holds(card, text)))
            .Select(card => FoundShape.From(card, current))
            .ToArray()));
    }

    private static bool Holds(ServerCard card, string text) =>
        Has(card.Server.Hostname, text)
        || card.Server.Id.Value.ToString(CultureInfo.InvariantCulture).StartsWith(text, StringComparison.Ordinal)
        || card.Addresses.Any(address => Has(address.Ip, text))
        || card.Tags.Any(tag => Has(tag.Name, text) || Has(tag.Value, text));

    private static bool Has(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}

internal sealed record FoundShape(int Id, string Hostname, string Status, string? Ip, object Location)
{
    public static FoundShape From(ServerCard card, CatalogSnapshot catalog) => new(
        card.Server.Id.Value, card.Server.Hostname, WireWords.Life(card.Server.State, card.Server.Power), card.MainAddress?.Ip,
        new { dc_location = card.Server.Location, dc_name = catalog.Location(card.Server.Location)?.DataCentre ?? card.Server.Location });
}
