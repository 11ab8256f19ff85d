namespace Slipway.Invapi.Modules.Tags;

internal sealed class TagsModule() : InvapiModule("tags")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<ListTags>("list"),
        Session<ListTags>("get"),
        Session<ListTags>("show"),
        Session<Add>("add"),
        Session<Remove>("remove"),
        Session<Clear>("clear"),
        Session<UserSearch>("user_search"),
        Session<UserSearch>("search_user"),
        Session<UserSearch>("search"),
    ];
}
