using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Media;

namespace Slipway.Invapi.Modules.Iso;

/// <summary>Images that can be put into a server's drive: the provider's and the customer's own.</summary>
internal sealed class ListIso(IsoLibrary library) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("server_id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var server = new ServerId(id!.Value);
        if (SessionServers.Refuse(call.Caller, server) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        if (!(await library.DriveAsync(call.Caller, server, cancellationToken)).TryGet(out var drive, out var unknown))
        {
            return WireReply.Refused(unknown);
        }

        return WireReply.Ok(("data", (await library.UsableAsync(call.Caller, cancellationToken)).Select(iso => IsoShape.From(iso, drive.IsoId, ofServer: true))));
    }
}
