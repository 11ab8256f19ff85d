using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.SshKeys;

internal sealed class DeleteSshKey(Accounts.SshKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredId("id") is not { } id ? WireReply.Refused(call.Form.Complaint!)
        : (await keys.DeleteAsync(call.Caller, new SshKeyId(id), cancellationToken)).Failure is { } refused ? WireReply.Refused(refused)
        : WireReply.Ok();
}
