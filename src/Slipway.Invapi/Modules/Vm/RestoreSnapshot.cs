using Slipway.Disks;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>The server goes back to a copy; it is stopped for it, and started again if it was on.</summary>
internal sealed class RestoreSnapshot(ChangeCopies copies) : CopyAction
{
    protected override Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CopyKind kind, CancellationToken cancellationToken) =>
        WithNameAsync(call, name => copies.RestoreAsync(call.Caller, server, kind, name, "restore_snapshot", cancellationToken));
}
