namespace Slipway.Invapi.Modules.Rtm;

internal sealed class RtmModule() : InvapiModule("rtm")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
