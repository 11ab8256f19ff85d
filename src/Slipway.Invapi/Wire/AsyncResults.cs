using System.Collections.Frozen;
using Slipway.Disks;
using Slipway.Invapi.Modules.Iso;
using Slipway.Invapi.Modules.Jenkins;
using Slipway.Invapi.Modules.Nat;
using Slipway.Invapi.Modules.Vm;
using Slipway.Media;
using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Invapi.Wire;

/// <summary>
/// What a finished run found out, as its key tells it in <c>scope</c>: a line for each action that has more to say than a sentence. Where the
/// answer is an object, no member of it may be called like a failure (eq_callback.md, forbidden words).
/// </summary>
internal static class AsyncResults
{
    private static readonly FrozenDictionary<string, Func<RunView, object?>> Scopes = new Dictionary<string, Func<RunView, object?>>
    {
        ["sensors"] = run => run.Result<ModuleAnswer>()?.Readings is { } readings ? string.Join('\n', readings) : null,
        ["add_static_nat"] = run => run.Result<NatWork>() is { } work ? NatShape.From(work) : null,
        ["get_snapshot"] = run => run.Result<CopyList>() is { } copies ? SnapshotListShape.From(copies) : null,
        ["create_snapshot"] = CopyDoneShape.From,
        ["restore_snapshot"] = CopyDoneShape.From,
        ["remove_snapshot"] = CopyDoneShape.From,
        ["create_backup"] = CopyDoneShape.From,
        ["delete_backup"] = CopyDoneShape.From,
        [FetchIso.Action] = FetchedIsoShape.From,
        [TaskRun.Action] = TaskResultShape.From,
        [LoadRun.Action] = LoadShape.From,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null when the action has a sentence only.</summary>
    public static object? ScopeOf(RunView run) => Scopes.TryGetValue(run.Action, out var scope) ? scope(run) : null;
}
