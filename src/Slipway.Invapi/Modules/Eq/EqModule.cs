namespace Slipway.Invapi.Modules.Eq;

internal sealed class EqModule() : InvapiModule("eq")
{
    // Quirk Q-073: a pin that comes along with other actions is ignored.
    private const string NoPin = "servers have no PIN here; what a key may do is limited by making a key of one server";

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
        Session<History>("history"),
        Session<SearchServers>("search"),
        Session<ListGroups>("groups"),
        Refused("deploy", "deployments are started by eq/order_instance; this is an operation inside the vendor's own platform"),
        Refused("announceip", "addresses are announced by the platform itself, nothing has to be asked for"),
        Refused("getserversforannounce", "addresses are announced by the platform itself, nothing has to be asked for"),
        Refused("set_pin", NoPin),
        Refused("check_pin", NoPin),
    ];
}
