using Slipway.Disks;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Workflows;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>What actions about copies of a disk share: the server, which kind, and a key for an answer.</summary>
internal abstract class CopyAction : ServerAction
{
    protected sealed override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        // Quirk Q-050: one action serves both kinds.
        var type = call.Form.Text("type")?.Trim();
        CopyKind? kind = type is null || Is(type, "snapshot") ? CopyKind.Snapshot : Is(type, "backup") ? CopyKind.Backup : null;
        if (call.Form.Complaint is { } unreadable)
        {
            return WireReply.Refused(unreadable);
        }

        if (kind is null)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "type: allowed are snapshot and backup"));
        }

        var started = await StartAsync(call, server, kind.Value, cancellationToken);
        return started.TryGet(out var key, out var failure) ? WireReply.Ok(("id", server.Value), ("callback", key.Value)) : Refused(failure);
    }

    protected abstract Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CopyKind kind, CancellationToken cancellationToken);

    /// <summary>Calls with the name, which must be there.</summary>
    protected static async Task<Result<AsyncKey>> WithNameAsync(WireCall call, Func<string, Task<Result<AsyncKey>>> start) =>
        call.Form.RequiredText("name") is { } name ? await start(name) : call.Form.Complaint!;

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Names that a customer gives to copies.</summary>
internal static class CopyNames
{
    /// <summary>Quirk Q-051: a name stands in answers of finished jobs, where these words end a client's patience.</summary>
    public static Failure? Refusal(string name) => AsyncScope.FailureWords.FirstOrDefault(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } word
        ? new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"name: the word {word} is not allowed in it, because programs take it for the end of a job")
        : null;
}

/// <summary>What a finished change of a copy tells; the contract asks for an object (eq_callback.md, Snapshots).</summary>
internal sealed record CopyDoneShape(string Status, string Name)
{
    public static CopyDoneShape? From(RunView run) => run.Result<CopyDone>() is { } done ? new("done", done.Name) : null;
}
