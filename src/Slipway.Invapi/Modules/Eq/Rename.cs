using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Another host name, at once visible in eq/show.</summary>
internal sealed class Rename(RenameServer rename) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var hostname = call.Form.RequiredText("hostname");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var renamed = SessionServers.Refuse(call.Caller, new ServerId(id!.Value)) is { } refused
            ? refused
            : await rename.RunAsync(call.Caller, new ServerId(id.Value), hostname, cancellationToken);
        return renamed.TryGet(out var server, out var failure)
            ? WireReply.Ok(("id", server.Id.Value), ("hostname", server.Hostname))
            : WireReply.Refused(failure);
    }
}
