using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>A new key. The only answer that holds it.</summary>
internal sealed class AddKey(Slipway.Accounts.ApiKeys keys) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        _ = call.Form.RequiredText("name");
        var wanted = KeyFields.Read(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await keys.AddAsync(call.Caller, wanted, cancellationToken)).TryGet(out var made, out var refused) ? WireReply.Ok(("data", KeyShape.From(made))) : WireReply.Refused(refused);
    }
}
