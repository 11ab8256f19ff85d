using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>Our own: a new secret for the same key. The old one and its sessions end at once.</summary>
internal sealed class Reissue(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredId("id") is not { } id ? WireReply.Refused(call.Form.Complaint!)
        : (await keys.ReissueAsync(call.Caller, new ApiKeyId(id), cancellationToken)).TryGet(out var made, out var refused) ? WireReply.Ok(("data", KeyShape.From(made)))
        : WireReply.Refused(refused);
}
