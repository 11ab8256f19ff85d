using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>The keys of the account, without their secrets.</summary>
internal sealed class ListKeys(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        (await keys.ListAsync(call.Caller, cancellationToken)).TryGet(out var list, out var refused) ? WireReply.Ok(("data", list.Select(KeyShape.From).ToArray())) : WireReply.Refused(refused);
}
