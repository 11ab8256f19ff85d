using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>One key, and what it has spent in this month.</summary>
internal sealed class View(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredId("id") is not { } id ? WireReply.Refused(call.Form.Complaint!)
        : (await keys.ViewAsync(call.Caller, new ApiKeyId(id), cancellationToken)).TryGet(out var found, out var refused)
            ? WireReply.Ok(("data", KeyShape.From(found.Key) with { SpentThisMonth = found.Spent.ToText() }))
            : WireReply.Refused(refused);
}
