namespace Slipway.Invapi.Modules.Pdns;

internal sealed class PdnsModule() : InvapiModule("pdns")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Account<ListDomains>("list_domains"),
        Account<AddDomain>("add_domain"),
        Account<DeleteDomain>("delete_domain"),
        Account<ViewZone>("view_zone"),
        Account<AddDns>("add_dns"),
        Account<DeleteDns>("delete_dns"),
        Account<ListZones>("list_zones"),
        Account<AddZone>("add_zone"),
        Account<DeleteZone>("delete_zone"),
        Account<ListSubdomains>("list_subdomains"),
        Account<AddSubdomain>("add_subdomain"),
        Account<EditSubdomain>("edit_subdomain"),
        Account<DeleteSubdomain>("delete_subdomain"),
        Refused("get_cb_url", "nobody is called when a zone changes; read it with pdns/view_zone"),
    ];
}
