using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>The billing entities: we are one.</summary>
internal sealed class BillingList(Billing.BillingOptions options) : InvapiAction
{
    public override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WireReply.Ok(("data", new[] { new { location = SessionFacts.BillingEntity, company = options.Seller.Name, active = 1 } })));
}
