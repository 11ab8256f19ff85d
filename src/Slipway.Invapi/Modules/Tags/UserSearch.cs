using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>The caller's servers by what their tags say, the host name among them.</summary>
internal sealed class UserSearch(Servers.Tags tags) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("value") is not { } value)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await tags.SearchAsync(call.Caller, value, cancellationToken)).TryGet(out var found, out var refused)
            ? WireReply.Ok(("servers", found.Select(server => server.Value).ToArray()))
            : WireReply.Refused(refused);
    }
}
