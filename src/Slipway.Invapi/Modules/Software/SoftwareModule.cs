namespace Slipway.Invapi.Modules.Software;

internal sealed class SoftwareModule() : InvapiModule("software")
{
    public override IReadOnlyList<ActionEntry> Actions => [Public<ListSoftware>("list")];
}
