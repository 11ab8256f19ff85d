using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>The key and its sessions end at once; its history stays.</summary>
internal sealed class Delete(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredId("id") is not { } id ? WireReply.Refused(call.Form.Complaint!)
        : (await keys.DeleteAsync(call.Caller, new ApiKeyId(id), cancellationToken)).Failure is { } refused ? WireReply.Refused(refused)
        : WireReply.Ok(("data", new { id }));
}
