using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>What a server costs and until when it is paid, also of one that is gone.</summary>
internal sealed class GetBillingData(ServiceQueries services) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        if (!(await services.FindAsync(call.Caller, new ServerId(id), cancellationToken)).TryGet(out var found, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var (service, refund) = found;
        var paid = service.Status != ServiceStatus.Pending;
        return WireReply.Ok(
            ("id", id),
            ("account_id", service.Id.Value),
            ("name", ServiceWords.Name(service)),
            ("billing_status", ServiceWords.Status(service.Status)),
            ("billing_cycle", ServiceWords.Cycle(service.Period)),
            // Quirk Q-016: the member is written this way.
            ("billing_reccuring", service.Recurring.ToText()),
            ("currencycode", service.Recurring.Currency.Code),
            ("currencysuffix", $" {service.Recurring.Currency.Code}"),
            ("nextduedate", service.NextDue.ToDay()),
            ("paid_until", paid ? WireWords.Time(service.PaidUntil) : null),
            ("paid_until_unix", paid ? service.PaidUntil.ToUnixTimeSeconds() : null),
            ("suspended", service.Status == ServiceStatus.Suspended),
            ("cancellation", service.Cancellation is { } cancellation ? CancellationShape.From(cancellation) : null),
            ("refund_if_cancelled_now", refund.ToText()));
    }
}
