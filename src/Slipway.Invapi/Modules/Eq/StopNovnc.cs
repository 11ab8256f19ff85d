using Slipway.Consoles;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Ends the server's consoles, and its links that nobody has used.</summary>
internal sealed class StopNovnc(StopConsoles stop) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await stop.RunAsync(call.Caller, server, cancellationToken)).TryGet(out var ended, out var failure)
            ? WireReply.Ok(("id", server.Value), ("ended", ended))
            : Refused(failure);
}
