namespace Slipway.Invapi.Modules.Ip;

internal sealed class IpModule() : InvapiModule("ip")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<GetTraffic>("get_traffic"),
    ];
}
