using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The invoice for a server's next period, now. Asked again it answers with the one that is open.</summary>
internal sealed class GenerateDueInvoice(IssueEarly issue) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await issue.RunAsync(call.Caller, new ServerId(id), cancellationToken)).TryGet(out var invoice, out var failure)
            ? IssuedInvoice.Reply(invoice)
            : WireReply.Refused(failure);
    }
}
