namespace Slipway.Invapi.Modules.Jenkins;

internal sealed class JenkinsModule() : InvapiModule("jenkins")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<GetTasks>("get_tasks"),
        Session<Call>("call"),
    ];
}
