namespace Slipway.Invapi.Modules.Tags;

internal sealed class TagsModule() : InvapiModule("tags")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<ListTags>("list"),
        Session<Add>("add"),
        Session<Remove>("remove"),
    ];
}
