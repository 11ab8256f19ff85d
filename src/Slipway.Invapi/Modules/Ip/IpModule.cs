namespace Slipway.Invapi.Modules.Ip;

internal sealed class IpModule() : InvapiModule("ip")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<GetIp>("get_ip"),
        Session<GetPtr>("get_ptr"),
        Session<UpdatePtr>("update_ptr"),
        Session<SetMain>("set_main"),
        Session<ListFreeIp>("list_free_ip"),
        Public<GetClientIp>("get_client_ip"),
        Session<GetTraffic>("get_traffic"),
    ];
}
