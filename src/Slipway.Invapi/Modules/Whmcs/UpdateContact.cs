using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>Changes a contact's address, telephone number or password. The password is never shown again.</summary>
internal sealed class UpdateContact(Contacts contacts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("contact_id");
        var wanted = ContactShape.Change(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await contacts.UpdateAsync(call.Caller, new ContactId(id!.Value), wanted, cancellationToken)).TryGet(out var contact, out var failure)
            ? WireReply.Ok(("contact_id", contact.Id.Value), ("contact", ContactShape.From(contact)))
            : WireReply.Refused(failure);
    }
}
