namespace Slipway.Invapi.Modules.Nat;

internal sealed class NatModule() : InvapiModule("nat")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<AddStaticNat>("add_static_nat"),
        Session<RemoveStaticNat>("remove_static_nat"),
        Session<ClearStaticNat>("clear_static_nat"),
        Session<DropNat>("drop_nat"),
    ];
}
