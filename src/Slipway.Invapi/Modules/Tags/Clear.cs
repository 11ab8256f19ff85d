using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>Removes all tags that the customer has set; the host name and what the platform has set stay.</summary>
internal sealed class Clear(Servers.Tags tags, SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (!(await TagTargets.FromAsync(call, servers, cancellationToken)).TryGet(out var targets, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var removed = 0;
        foreach (var server in targets)
        {
            if (!(await tags.ClearAsync(call.Caller, server, cancellationToken)).TryGet(out var count, out failure))
            {
                return WireReply.Refused(failure);
            }

            removed += count;
        }

        return WireReply.Ok(("id", targets[0].Value), ("removed", removed));
    }
}
