using Slipway.Catalog;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>The groups that eq/list filters by, and how many of the session's servers are in each; told under both names as those of presets.</summary>
internal sealed class ListGroups(ServerQueries servers, LiveCatalog catalog) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var current = catalog.Current;
        var presets = (await servers.ListAsync(call.Caller, cancellationToken))
            .Where(server => WireWords.IsShown(server.State))
            .Select(server => current.Preset(server.PresetId))
            .ToList();
        var groups = ServerGroups.Names.Select((name, index) => new { id = index + 1, name, count = presets.Count(preset => ServerGroups.IsIn(name, preset)) }).ToArray();
        return WireReply.Ok(("groups", groups), ("data", groups));
    }
}
