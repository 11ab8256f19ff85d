namespace Slipway.Invapi.Modules.Iso;

internal sealed class IsoModule() : InvapiModule("iso")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
