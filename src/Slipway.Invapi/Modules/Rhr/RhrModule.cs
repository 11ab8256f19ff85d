namespace Slipway.Invapi.Modules.Rhr;

internal sealed class RhrModule() : InvapiModule("rhr")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
