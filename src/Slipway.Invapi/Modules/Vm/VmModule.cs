namespace Slipway.Invapi.Modules.Vm;

internal sealed class VmModule() : InvapiModule("vm")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<GetSnapshot>("get_snapshot"),
        Session<CreateSnapshot>("create_snapshot"),
        Session<RemoveSnapshot>("remove_snapshot"),
        Session<RestoreSnapshot>("restore_snapshot"),
        Session<UpdateRestoreSettings>("update_restore_settings"),
        Session<LoadStats>("load_stats"),
        Session<GetEngine>("get_engine"),
    ];
}
