using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Media;

namespace Slipway.Invapi.Modules.Iso;

/// <summary>Puts an image into a server's drive, by its number or its name.</summary>
internal sealed class Mount(MountIso mount) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var (iso, name) = (call.Form.Id("iso_id"), call.Form.Text("name"));
        if (iso is null && name is null && call.Form.Complaint is null)
        {
            _ = call.Form.RequiredId("iso_id");
        }

        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await mount.InsertAsync(call.Caller, server, iso, name, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
    }
}

/// <summary>Takes it out.</summary>
internal sealed class Unmount(MountIso mount) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await mount.EjectAsync(call.Caller, server, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
}
