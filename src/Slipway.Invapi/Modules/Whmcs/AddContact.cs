using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>A new contact. Without parameters it gets a random address (whmcs.md); those of <c>update_contact</c> are understood here too.</summary>
internal sealed class AddContact(Contacts contacts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var wanted = ContactShape.Change(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await contacts.AddAsync(call.Caller, wanted, cancellationToken)).TryGet(out var contact, out var failure)
            ? WireReply.Ok(("contact_id", contact.Id.Value), ("contact", ContactShape.From(contact)))
            : WireReply.Refused(failure);
    }
}
