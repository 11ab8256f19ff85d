using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Stops a reinstallation that runs.</summary>
internal sealed class AbortReinstall(ReinstallServer reinstall) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await reinstall.AbortAsync(call.Caller, server, cancellationToken)).TryGet(out var aborted, out var failure)
            // data: what became of what was on the disk.
            ? WireReply.Ok(("id", server.Value), ("callback", aborted.Run.Value), ("data", aborted.Erased ? "erased" : "kept"))
            : Refused(failure);
}
