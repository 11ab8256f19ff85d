using Slipway.Accounts;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>What happened to a key and by it, newest first; also of one that is deleted.</summary>
internal sealed class History(KeyEvents events) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var (from, to) = WireDays.Period(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await events.OfKeyAsync(call.Caller, new ApiKeyId(id!.Value), from, to, cancellationToken)).TryGet(out var history, out var refused)
            ? WireReply.Ok(("data", history.Select(EventShape.From).ToArray()))
            : WireReply.Refused(refused);
    }
}
