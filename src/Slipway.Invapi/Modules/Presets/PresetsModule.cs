namespace Slipway.Invapi.Modules.Presets;

internal sealed class PresetsModule() : InvapiModule("presets")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<ListPresets>("list"),
        Public<Info>("info"),
        Public<Show>("show"),
        Public<Groups>("groups"),
        Session<Search>("search"),
    ];
}
