using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>The tags of a server, its host name among them; with <c>tag</c> that one only, with <c>internal=1</c> those of the platform too.</summary>
internal sealed class ListTags(Servers.Tags tags) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var name = call.Form.Text("tag");
        var isInternal = call.Form.Flag("internal") ?? false;
        if ((call.Form.Complaint ?? TagTargets.ComponentMistake(call.Form)) is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var server = new ServerId(id!.Value);
        if (SessionServers.Refuse(call.Caller, server) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        return (await tags.ListAsync(call.Caller, server, isInternal, cancellationToken)).TryGet(out var list, out var failure)
            ? WireReply.Ok(("tags", list.Where(tag => name is null || tag.Name == name).Select(tag => TagShape.From(tag, server)).ToArray()))
            : WireReply.Refused(failure);
    }
}
