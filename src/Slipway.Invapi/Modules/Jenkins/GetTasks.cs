using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Jenkins;

/// <summary>The tasks there are; with <c>id</c> those that fit this server, which only its owner may name.</summary>
internal sealed class GetTasks(LiveCatalog catalog, Callers callers, SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.Id("id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        var current = catalog.Current;
        if (id is not { } server)
        {
            return Tasks(current.Tasks);
        }

        if (!(await callers.FindAsync(call.Form, call.Peer, cancellationToken)).TryGet(out var session, out var unknown))
        {
            return WireReply.Refused(unknown);
        }

        if (!session.Scopes.Allows(call.Place.Module, call.Place.Action))
        {
            return WireReply.Refused(AccountFailures.PermissionDenied);
        }

        return (await servers.CardAsync(session.Caller, new ServerId(server), cancellationToken)).TryGet(out var card, out var refused)
            ? Tasks(current.TasksFor(current.Preset(card.Server.PresetId), card.Server.OsId))
            : WireReply.Refused(refused);
    }

    private static WireReply Tasks(IReadOnlyList<TaskRecipe> tasks) => WireReply.Ok(("tasks", tasks.Select(TaskShape.From).ToArray()));
}

internal sealed record TaskShape(int Id, string Key, string Name, string Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Os, TaskParameterShape[] Parameters)
{
    public static TaskShape From(TaskRecipe task) =>
        new(task.Id.Value, task.Key, task.Name, task.Description, task.Tags, task.Os, [.. task.Parameters.Select(TaskParameterShape.From)]);
}

internal sealed record TaskParameterShape(string Name, string Description, bool Required, string? Default, IReadOnlyList<string>? Allowed, string? Pattern)
{
    public static TaskParameterShape From(TaskParameter parameter) =>
        new(parameter.Name, parameter.Description, parameter.Required, parameter.Default, parameter.Allowed.Count > 0 ? parameter.Allowed : null, parameter.Pattern);
}
