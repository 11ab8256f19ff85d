using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>Changes what is given, and leaves the rest. What changes its reach ends its sessions.</summary>
internal sealed class Edit(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var wanted = KeyFields.Read(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await keys.EditAsync(call.Caller, new ApiKeyId(id!.Value), wanted, cancellationToken)).TryGet(out var key, out var refused) ? WireReply.Ok(("data", KeyShape.From(key))) : WireReply.Refused(refused);
    }
}
