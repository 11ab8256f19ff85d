namespace Slipway.Invapi.Modules.Os;

internal sealed class OsModule() : InvapiModule("os")
{
    public override IReadOnlyList<ActionEntry> Actions => [Public<ListSystems>("list")];
}
