namespace Slipway.Invapi.Modules.Eq;

internal sealed class EqModule() : InvapiModule("eq")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<OrderInstance>("order_instance"),
        Session<UpdateServers>("update_servers"),
        Session<ListServers>("list"),
        Session<Show>("show"),
        Session<Status>("status"),
        Session<On>("on"),
        Session<Off>("off"),
        Session<HardOff>("hard_off"),
        Session<Reboot>("reboot"),
        Session<Rename>("rename_server"),
        Session<Reinstall>("reinstall"),
        Session<CreatePxe>("create_pxe"),
        Session<BootDev>("boot_dev"),
        Session<ClearPxe>("clear_pxe"),
        Session<AbortReinstall>("abort_reinstall"),
        Session<Erasures>("erase_record"),
        Session<GetTraffic>("get_traffic"),
    ];
}
