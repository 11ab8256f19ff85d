using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Jenkins;

/// <summary>
/// The tasks there are; with a token those that fit at least one of the caller's servers, while he has any; with <c>id</c> those that fit this
/// server, which only its owner may name.
/// </summary>
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
        var found = await callers.FindAsync(call.Form, call.Peer, cancellationToken);
        if (id is not { } server)
        {
            // The action is public: a token that nobody knows is ignored like none.
            var own = found.TryGet(out var caller, out _) ? await servers.ListAsync(caller.Caller, cancellationToken) : [];
            return Tasks(own.Count == 0 ? current.Tasks : [.. current.Tasks.Where(task => own.Any(one => current.Fits(task, current.Preset(one.PresetId), one.OsId)))]);
        }

        if (!found.TryGet(out var session, out var unknown))
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
