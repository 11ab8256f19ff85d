namespace Slipway.Invapi.Modules.Vm;

internal sealed class VmModule() : InvapiModule("vm")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<LoadStats>("load_stats"),
        Session<GetEngine>("get_engine"),
    ];
}
