using Slipway.Disks;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>Removes a copy; the server may run.</summary>
internal sealed class RemoveSnapshot(ChangeCopies copies) : CopyAction
{
    protected override Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CopyKind kind, CancellationToken cancellationToken) =>
        WithNameAsync(call, name => copies.RemoveAsync(call.Caller, server, kind, name, "remove_snapshot", cancellationToken));
}
