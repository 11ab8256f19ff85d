using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

internal sealed class DeleteContact(Contacts contacts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("contact_id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await contacts.RemoveAsync(call.Caller, new ContactId(id), cancellationToken)).Failure is { } failure ? WireReply.Refused(failure) : WireReply.Ok(("contact_id", id));
    }
}
