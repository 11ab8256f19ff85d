using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.SshKeys;

internal sealed class ListSshKeys(Accounts.SshKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        (await keys.ListAsync(call.Caller, cancellationToken)).TryGet(out var list, out var refused) ? WireReply.Ok(("sshkeys", list.Select(SshKeyShape.From).ToArray())) : WireReply.Refused(refused);
}
