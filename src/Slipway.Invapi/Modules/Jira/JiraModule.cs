namespace Slipway.Invapi.Modules.Jira;

internal sealed class JiraModule() : InvapiModule("jira")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
