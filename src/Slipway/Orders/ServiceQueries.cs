using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Pricing;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>Reading the caller's services: what runs, what it costs and until when it is paid. Those that have ended stay in the list.</summary>
public sealed class ServiceQueries(Database database, TaxRates taxes, RenewalOptions options, TimeProvider clock)
{
    public async Task<Result<IReadOnlyList<Service>>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : (await database.ReadAsync(session => OfAsync(session, caller.AccountId, null), cancellationToken)).ToArray();

    /// <summary>The service of one of the caller's servers, also of one that is gone, and what a cancellation at this moment would give back.</summary>
    public async Task<Result<(Service Service, Money RefundNow)>> FindAsync(Caller caller, ServerId id, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        return await database.ReadAsync<Result<(Service, Money)>>(
            async session =>
            {
                if (await OrderStore.FindAsync(session, id) is not { } order || order.AccountId != caller.AccountId)
                {
                    return ServerFailures.Unknown(id);
                }

                var service = (await OfAsync(session, caller.AccountId, order)).Single();
                return (service, await RefundAsync(session, order));
            },
            cancellationToken);
    }

    private async Task<Money> RefundAsync(DatabaseSession session, Order order)
    {
        var nothing = Money.Zero(order.Recurring.Currency);
        return order.State != OrderState.Active || !options.RefundUnused
            ? nothing
            : (await UnusedPeriod.OfAsync(session, order, clock.GetUtcNow())).Aggregate(nothing, (sum, part) => sum + part.Refund);
    }

    /// <summary>All services of an account, or the one of <paramref name="only"/>.</summary>
    private async Task<IReadOnlyList<Service>> OfAsync(DatabaseSession session, AccountId accountId, Order? only)
    {
        var account = await AccountQueries.GetAsync(session, accountId);
        var tax = taxes.For(new TaxPayer(account.Country, account.VatNumber));
        var orders = only is null ? await OrderStore.ListAsync(session, accountId) : [only];
        var lines = (only is null ? await OrderStore.RecurringLinesAsync(session, accountId) : await LinesOfAsync(session, only)).ToLookup(line => line.OrderId, line => line.Amount);
        List<Server> found = only is null ? await ServerQueries.AllOfAsync(session, accountId) : [(await ServerQueries.AnyAsync(session, only.ServerId))!];
        var servers = found.ToDictionary(server => server.Id);
        var cancellations = (await OrderStore.CancellationsAsync(session, accountId)).ToLookup(cancellation => cancellation.ServerId);
        return
        [
            .. orders.Select(order =>
            {
                var next = tax.Of(ServicePrice.Sum(lines[order.Id].Select(amount => new OrderLine("", "", amount, true)), tax, order.Recurring.Currency)).Total;
                return new Service(order.Id, servers[order.ServerId], StatusOf(order), order.BillingPeriod, next, order.CreatedAt, order.PaidUntil, cancellations[order.ServerId].FirstOrDefault());
            }),
        ];
    }

    private static async Task<List<(OrderId OrderId, Money Amount)>> LinesOfAsync(DatabaseSession session, Order order) =>
        [.. (await OrderStore.LinesAsync(session, order)).Where(line => line.Recurring).Select(line => (order.Id, line.Amount))];

    private static ServiceStatus StatusOf(Order order) => order.State switch
    {
        OrderState.AwaitingPayment or OrderState.Fulfilling => ServiceStatus.Pending,
        OrderState.Active => order.SuspendedAt is null ? ServiceStatus.Active : ServiceStatus.Suspended,
        OrderState.Cancelled or OrderState.Failed => ServiceStatus.Cancelled,
        OrderState.Ended => ServiceStatus.Terminated,
    };
}

public enum ServiceStatus
{
    /// <summary>Not paid, or being prepared.</summary>
    Pending,
    Active,
    Suspended,

    /// <summary>Never came up.</summary>
    Cancelled,

    /// <summary>Ran, and has ended.</summary>
    Terminated,
}

/// <summary>What a customer pays for again and again.</summary>
/// <param name="Recurring">What the next period costs with tax.</param>
/// <param name="PaidUntil">Until when it is paid; without meaning before it runs.</param>
/// <param name="Cancellation">Arranged and still to come; null if the customer stays.</param>
public sealed record Service(OrderId Id, Server Server, ServiceStatus Status, Period Period, Money Recurring, DateTimeOffset CreatedAt, DateTimeOffset PaidUntil, Cancellation? Cancellation)
{
    /// <summary>When money is due next: from the beginning for one that does not run yet.</summary>
    public DateTimeOffset NextDue => Status == ServiceStatus.Pending ? CreatedAt : PaidUntil;
}
