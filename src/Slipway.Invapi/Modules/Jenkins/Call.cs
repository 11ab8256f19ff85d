using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.Jenkins;

/// <summary>Runs a task inside a server; its parameters stand in <c>params[...]</c>, or flat.</summary>
internal sealed class Call(StartTask start) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var task = call.Form.RequiredText("task");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        // Reading one may complain; then nothing is begun.
        var given = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in start.ParametersOf(task!))
        {
            given[name] = call.Form.Text(name);
        }

        if (call.Form.Complaint is { } malformed)
        {
            return WireReply.Refused(malformed);
        }

        return (await start.RunAsync(call.Caller, server, task!, name => given.GetValueOrDefault(name), cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
    }
}

/// <summary>What a finished task tells. Quirk Q-042: one that ended with another exit code than 0 is a failed run and tells it in the refusal.</summary>
/// <param name="Output">Its last lines. Quirk Q-041: words that a client takes for a failure have a hyphen in them.</param>
internal sealed record TaskResultShape(string Task, string Name, int ExitStatus, string Output)
{
    public static object? From(RunView run) => run.Result<TaskResult>() is { } result ? new TaskResultShape(result.Task, result.Name, result.ExitCode, AsyncScope.Harmless(result.Output)) : null;
}
