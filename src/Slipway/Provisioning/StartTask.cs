using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>Starts a task of the catalog inside a customer's server.</summary>
public sealed class StartTask(ServerJobs jobs, LiveCatalog catalog, TaskRun workflow, Sealer sealer)
{
    /// <summary>Names of what the task has to be told; none when there is no such task.</summary>
    public IReadOnlyList<string> ParametersOf(string asked) => [.. catalog.Current.Task(asked)?.Parameters.Select(parameter => parameter.Name) ?? []];

    /// <param name="asked">Id, key or name.</param>
    /// <param name="given">What was given for a parameter; null for nothing.</param>
    public async Task<Result<AsyncKey>> RunAsync(Caller caller, ServerId id, string asked, Func<string, string?> given, CancellationToken cancellationToken)
    {
        var current = catalog.Current;
        if (current.Task(asked) is not { } task)
        {
            return CatalogFailures.TaskUnknown(current, asked);
        }

        if (!task.With(given).TryGet(out var script, out var malformed))
        {
            return malformed;
        }

        return await jobs.StartAsync(
            caller,
            id,
            new ServerJob<TaskRequest>(workflow, TaskRun.Action, Changes: true, Done: "worked on"),
            (_, place) => Task.FromResult(Request(current, place, task, script)),
            cancellationToken);
    }

    private Result<TaskRequest> Request(CatalogSnapshot current, JobPlace place, TaskRecipe task, Secret script)
    {
        if (!current.Fits(task, current.Preset(place.Server.PresetId), place.Server.OsId))
        {
            return CatalogFailures.TaskUnfit(current, task, place.Server.OsName);
        }

        return place.Server.Power == PowerState.Off
            ? ProvisioningFailures.SwitchedOff(place.Server.Id)
            : new TaskRequest(place.Server.Id.Value, place.Node.Name, place.Node.Driver, task.Key, task.Name) { SealedScript = sealer.Seal(script) };
    }
}
