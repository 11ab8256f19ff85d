using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>The session's servers and, by invoice number, the keys of what is being deployed.</summary>
internal sealed class UpdateServers(SessionServers servers) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        // The keys first: an order that ends between two readings is then seen as both, never as neither (README rule 7).
        var keys = await servers.DeployKeysAsync(call.Caller, cancellationToken);
        return WireReply.Ok(
            ("servers", await servers.IdsAsync(call.Caller, cancellationToken)),
            ("billing_servers", await servers.BillingServersAsync(call.Caller, cancellationToken)),
            ("deploy_keys", keys));
    }
}
