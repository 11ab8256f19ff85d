using Slipway.Catalog;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Stocks;

/// <summary>What stands ready, in one location or in all, of one group or of all. An unknown location has none: that is no failure.</summary>
internal sealed class ListStock(LiveCatalog catalog, StockShelf shelf) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var location = call.Form.Text("location") ?? "all";
        var group = call.Form.Text("group") ?? StockGroups.All;
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (!StockGroups.Names.Contains(group, StringComparer.OrdinalIgnoreCase))
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"group must be one of {string.Join(", ", StockGroups.Names)}"));
        }

        var current = catalog.Current;
        return WireReply.Ok(("servers", (await shelf.AllAsync(cancellationToken))
            .Where(entry => entry.Available > 0)
            .Where(entry => location.Equals("all", StringComparison.OrdinalIgnoreCase) || location.Equals(entry.Location.Code, StringComparison.OrdinalIgnoreCase))
            .Where(entry => group.Equals(StockGroups.All, StringComparison.OrdinalIgnoreCase) || StockGroups.Of(entry.Preset).Contains(group, StringComparer.OrdinalIgnoreCase))
            .Select(entry => StockShape.From(entry, current))
            .ToArray()));
    }
}
