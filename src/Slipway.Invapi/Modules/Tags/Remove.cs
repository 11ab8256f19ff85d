using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>Removes a tag; one that is not there is no failure.</summary>
internal sealed class Remove(Servers.Tags tags, SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var name = call.Form.RequiredText("tag");
        if (!(await TagTargets.FromAsync(call, servers, cancellationToken)).TryGet(out var targets, out var failure))
        {
            return WireReply.Refused(failure);
        }

        foreach (var server in targets)
        {
            if ((await tags.RemoveAsync(call.Caller, server, name, cancellationToken)).Failure is { } refused)
            {
                return WireReply.Refused(refused);
            }
        }

        return WireReply.Ok(("id", targets[0].Value), ("tag", name));
    }
}
