using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.SshKeys;

/// <summary>Stores a key. The fields may be flat too, which the original refuses.</summary>
internal sealed class AddSshKey(Accounts.SshKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var name = call.Form.RequiredText("name");
        var key = call.Form.RequiredText("key");
        var isDefault = call.Form.Flag("default") ?? false;
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await keys.AddAsync(call.Caller, name!, key!, isDefault, cancellationToken)).TryGet(out var added, out var refused)
            // Quirk Q-021: one key is called sshkey, the list sshkeys.
            ? WireReply.Ok(("sshkey", SshKeyShape.From(added)))
            : WireReply.Refused(refused);
    }
}
