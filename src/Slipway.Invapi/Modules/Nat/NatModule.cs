namespace Slipway.Invapi.Modules.Nat;

internal sealed class NatModule() : InvapiModule("nat")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
