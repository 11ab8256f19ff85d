using Slipway.Disks;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>The copies of a server's disk, told by the key.</summary>
internal sealed class GetSnapshot(ChangeCopies copies) : CopyAction
{
    public const string Action = "get_snapshot";

    protected override Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CopyKind kind, CancellationToken cancellationToken) =>
        copies.ListAsync(call.Caller, server, kind, Action, cancellationToken);
}
