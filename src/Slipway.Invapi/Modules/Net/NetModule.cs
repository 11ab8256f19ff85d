namespace Slipway.Invapi.Modules.Net;

internal sealed class NetModule() : InvapiModule("net")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<ShowCacti>("show_cacti"),
    ];
}
