using Slipway.Disks;

namespace Slipway.Invapi.Modules.Vm;

/// <summary>Makes a copy of a server's disk, which may run meanwhile.</summary>
internal sealed class CreateSnapshot(ChangeCopies copies) : CopyAction
{
    protected override Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CopyKind kind, CancellationToken cancellationToken) =>
        WithNameAsync(call, async name => CopyNames.Refusal(name) is { } refused ? refused : await copies.CreateAsync(call.Caller, server, kind, name, "create_snapshot", cancellationToken));
}
