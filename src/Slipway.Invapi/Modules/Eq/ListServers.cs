using Slipway.Catalog;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Ids of the session's servers, all or those that match every filter given. Integers satisfy every client.</summary>
internal sealed class ListServers(ServerQueries servers, LiveCatalog catalog) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var filter = ServerFilter.From(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var cards = filter.IsByAddress
            ? await servers.CardsAsync(call.Caller, cancellationToken)
            : [.. (await servers.ListAsync(call.Caller, cancellationToken)).Select(server => new ServerCard(server, [], []))];
        var current = catalog.Current;
        return WireReply.Ok(("servers", cards.Where(card => filter.Takes(card, current)).Select(card => card.Server.Id.Value).ToArray()));
    }
}
