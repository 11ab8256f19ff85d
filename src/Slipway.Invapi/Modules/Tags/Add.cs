using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>Sets a tag, or replaces its value. The tag <c>hostname</c> renames the server.</summary>
internal sealed class Add(Servers.Tags tags, SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var name = call.Form.RequiredText("tag");
        var value = call.Form.Text("value");
        var extra = call.Form.Text("extra");
        if (!(await TagTargets.FromAsync(call, servers, cancellationToken)).TryGet(out var targets, out var failure))
        {
            return WireReply.Refused(failure);
        }

        TagShape? set = null;
        foreach (var server in targets)
        {
            if (!(await tags.SetAsync(call.Caller, server, name, value, extra, cancellationToken)).TryGet(out var tag, out failure))
            {
                return WireReply.Refused(failure);
            }

            set ??= TagShape.From(tag, server);
        }

        return WireReply.Ok(
            ("id", set!.Id), ("component", set.Component), ("component_id", set.ComponentId), ("tag", set.Tag), ("value", set.Value), ("extra", set.Extra), ("internal", set.Internal));
    }
}
