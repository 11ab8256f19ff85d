using Slipway.Disks;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Removes a backup; it is overwritten before its space is given back.</summary>
internal sealed class DeleteBackup(ChangeCopies copies) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("name") is not { } name)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await copies.RemoveAsync(call.Caller, server, CopyKind.Backup, name, "delete_backup", cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
    }
}
