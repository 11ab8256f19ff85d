using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>The tags of a server, its host name among them.</summary>
internal sealed class ListTags(SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await servers.CardAsync(call.Caller, new ServerId(id), cancellationToken)).TryGet(out var card, out var failure)
            ? WireReply.Ok(("tags", card.Tags.Prepend(Servers.Tags.HostnameOf(card.Server)).Select(tag => TagShape.From(tag, card.Server.Id)).ToArray()))
            : WireReply.Refused(failure);
    }
}
