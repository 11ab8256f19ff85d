namespace Slipway.Invapi.Modules.Vm;

internal sealed class VmModule() : InvapiModule("vm")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
