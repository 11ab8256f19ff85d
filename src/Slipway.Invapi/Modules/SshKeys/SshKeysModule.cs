namespace Slipway.Invapi.Modules.SshKeys;

internal sealed class SshKeysModule() : InvapiModule("ssh_keys")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Account<ListSshKeys>("list"),
        Account<AddSshKey>("add"),
        Account<DeleteSshKey>("delete"),
    ];
}
