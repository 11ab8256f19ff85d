using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>The account's services, also those that have ended. <c>id</c> is the service's number, <c>serverid</c> the server's while there is one.</summary>
internal sealed class GetClientsProducts(ServiceQueries services) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (!(await services.ListAsync(call.Caller, cancellationToken)).TryGet(out var all, out var failure))
        {
            return WireReply.Refused(failure);
        }

        return WireReply.Ok(("totalresults", all.Count), ("products", new { product = all.Select(Shape).ToArray() }));
    }

    private static object Shape(Service service) => new
    {
        id = service.Id.Value,
        name = ServiceWords.Name(service),
        recurringamount = service.Recurring.ToText(),
        currencycode = service.Recurring.Currency.Code,
        billingcycle = ServiceWords.Cycle(service.Period),
        nextduedate = service.NextDue.ToDay(),
        status = ServiceWords.Status(service.Status),
        serverid = WireWords.IsShown(service.Server.State) ? service.Server.Id.Value : 0,
        domain = service.Server.Hostname,
        regdate = service.CreatedAt.ToDay(),
    };
}
