namespace Slipway.Invapi.Modules.Jenkins;

internal sealed class JenkinsModule() : InvapiModule("jenkins")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
