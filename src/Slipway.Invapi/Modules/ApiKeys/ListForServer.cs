using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>The keys of one server.</summary>
// Quirk Q-024: always an array: a reseller's module counts it, and makes a key when it is empty.
internal sealed class ListForServer(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("server_id") is not { } server)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await keys.ListAsync(call.Caller, cancellationToken)).TryGet(out var list, out var refused)
            ? WireReply.Ok(("data", list.Where(key => key.ServerId?.Value == server).Select(KeyShape.From).ToArray()))
            : WireReply.Refused(refused);
    }
}
