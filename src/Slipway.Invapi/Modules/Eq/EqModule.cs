namespace Slipway.Invapi.Modules.Eq;

internal sealed class EqModule() : InvapiModule("eq")
{
    private const string StaffOnly = "this is for the provider's staff only; a temporary user of a management module is had from eq/add_ipmi_user";
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
        Session<AddIpmiUser>("add_ipmi_user"),
        Session<RemoveIpmiUser>("remove_ipmi_user"),
        Session<UnitReset>("unit_reset"),
        Session<Sensors>("sensors"),
        Refused("add_ipmi_admin", StaffOnly),
        Refused("get_ipmi", StaffOnly),
        Session<Novnc>("novnc"),
        Session<RecreateNovnc>("recreate_novnc"),
        Session<StopNovnc>("stop_novnc"),
        // Quirk Q-083: virt-viewer wants a VNC port that it can dial. A port for each ticket would be a door beside the one that is watched.
        Refused("console", "a file for virt-viewer would need a VNC port that is open to the internet, and servers have none here; eq/novnc gives a link that opens the console in a browser"),
        Session<BackupList>("backup_list"),
        Session<CreateBackup>("create_backup"),
        Session<DeleteBackup>("delete_backup"),
        Session<BackupGetSchedule>("backup_get_schedule"),
        Session<BackupSaveSchedule>("backup_save_schedule"),
        Session<CheckBackupLock>("check_backup_lock"),
        Session<GetTraffic>("get_traffic"),
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
