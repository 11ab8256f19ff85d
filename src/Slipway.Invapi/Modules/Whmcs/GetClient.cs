using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Invapi.Modules.Auth;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The account and its credit balance.</summary>
internal sealed class GetClient(AccountQueries accounts, InvoiceQueries invoices) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(call.Caller.AccountId, cancellationToken)
            ?? throw new InvalidOperationException($"The session's account {call.Caller.AccountId} does not exist.");
        var credit = await invoices.CreditAsync(account.Id, account.Currency, cancellationToken);
        // Quirk Q-011: the reseller module accepts no other word here.
        return WireReply.Success("success", ("client", ClientShape.From(account, credit)), ("billing_location", SessionFacts.BillingEntity));
    }
}
