namespace Slipway.Invapi.Modules.Iso;

internal sealed class IsoModule() : InvapiModule("iso")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<ListIso>("list_iso"),
        Account<Uploaded>("uploaded"),
        Account<Upload>("upload"),
        Account<Add>("add"),
        Session<Mount>("mount_iso"),
        Session<Unmount>("unmount_iso"),
        Account<Delete>("delete"),
        Account<Delete>("del"),
        Account<History>("history"),
        Account<Update>("update"),
    ];
}
