using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The account's contacts.</summary>
internal sealed class GetContacts(Contacts contacts) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        (await contacts.ListAsync(call.Caller, cancellationToken)).TryGet(out var all, out var failure)
            ? WireReply.Ok(("contacts", all.Select(ContactShape.From).ToArray()))
            : WireReply.Refused(failure);
}
