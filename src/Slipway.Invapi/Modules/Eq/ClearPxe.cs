using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Nothing is installed by the network any more. It is used up by its one boot anyway, so forgetting this call does no harm.</summary>
internal sealed class ClearPxe(NetworkBoot network) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        (await network.ClearAsync(call.Caller, server, cancellationToken)).TryGet(out var key, out var failure)
            ? WireReply.Ok(("id", server.Value), ("callback", key.Value))
            : Refused(failure);
}
