namespace Slipway.Invapi.Modules.Pdns;

internal sealed class PdnsModule() : InvapiModule("pdns")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
