using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Ids of the session's servers, all or those that match every filter given. Integers satisfy every client.</summary>
internal sealed class ListServers(ServerQueries servers, LiveCatalog catalog, KeptAnswers kept) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var filter = ServerFilter.From(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (filter.TakesAll)
        {
            return await AllAsync(call.Caller, cancellationToken);
        }

        var cards = filter.IsByAddress
            ? await servers.CardsAsync(call.Caller, cancellationToken)
            : [.. (await servers.ListAsync(call.Caller, cancellationToken)).Select(server => new ServerCard(server, [], []))];
        var current = catalog.Current;
        return WireReply.Ok(("servers", cards.Where(card => filter.Takes(card, current)).Select(card => card.Server.Id.Value).ToArray()));
    }

    private async ValueTask<WireReply> AllAsync(Caller caller, CancellationToken cancellationToken)
    {
        var seen = caller.OnlyServer?.Value ?? 0;
        if (kept.Find(caller.AccountId, KeptKind.List, seen) is { } known)
        {
            return WireReply.Kept(known);
        }

        var moment = kept.Now(caller.AccountId);
        var reply = WireReply.Ok(("servers", (await servers.ListAsync(caller, cancellationToken)).Where(server => WireWords.IsShown(server.State)).Select(server => server.Id.Value).ToArray()));
        kept.Keep(moment, KeptKind.List, seen, reply.ToBytes(new WirePlace("eq", "list")));
        return reply;
    }
}
