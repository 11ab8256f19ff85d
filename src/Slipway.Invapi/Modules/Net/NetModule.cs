namespace Slipway.Invapi.Modules.Net;

internal sealed class NetModule() : InvapiModule("net")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<AddIpv4>("add_ipv4"),
        Session<RemoveIpv4>("remove_ipv4"),
        Session<GetStatus>("get_status"),
        Session<PortOn>("port_on"),
        Session<PortOff>("port_off"),
        Session<BlockIp>("block_ip"),
        Session<UnblockIp>("unblock_ip"),
        Session<ShowFree>("show_ipv4_free"),
        Session<ShowCacti>("show_cacti"),
    ];
}
