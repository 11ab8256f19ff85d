using Slipway.Disks;
using Slipway.Invapi.Modules.Vm;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Makes a backup; without a name it is called after the time.</summary>
internal sealed class CreateBackup(ChangeCopies copies) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var name = call.Form.Text("name");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (name is not null && CopyNames.Refusal(name) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        return (await copies.CreateAsync(call.Caller, server, CopyKind.Backup, name, "create_backup", cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
    }
}
