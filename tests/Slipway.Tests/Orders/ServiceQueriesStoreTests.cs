using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>What is read of services and of the credit, on both databases.</summary>
public abstract class ServiceQueriesStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_tells_what_it_costs_and_what_a_cancellation_gives_back()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var placed = (await _business.OrderAsync(customer)).Value;
        var services = _business.Get<ServiceQueries>();
        (await services.ListAsync(customer.Caller, Ending)).Value.Single().Status.ShouldBe(ServiceStatus.Pending);
        await _business.AdvanceToRestAsync(placed.Callback!.Value);

        var (service, refund) = (await services.FindAsync(customer.Caller, placed.ServerId, Ending)).Value;

        service.Status.ShouldBe(ServiceStatus.Active);
        service.Recurring.ToText().ShouldBe("3.10");
        service.NextDue.ShouldBe(service.PaidUntil);
        refund.Amount.ShouldBeInRange(3.00m, 3.10m);
        var quoted = (await _business.Get<RequestCancellation>().QuoteAsync(customer.Caller, placed.ServerId, immediate: true, Ending)).Value;
        refund.ShouldBe(quoted.Refund);
        var listed = (await services.ListAsync(customer.Caller, Ending)).Value.Single();
        (listed.Id, listed.Server.Id, listed.Status, listed.Recurring, listed.PaidUntil).ShouldBe((service.Id, placed.ServerId, service.Status, service.Recurring, service.PaidUntil));
    }

    [Fact]
    public async Task A_service_that_has_ended_is_still_told_of_and_gives_nothing_back()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var placed = (await _business.OrderAsync(customer)).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        (await _business.Get<RequestCancellation>().RunAsync(customer.Caller, placed.ServerId, true, "", Ending)).Succeeded.ShouldBeTrue();

        var (service, refund) = (await _business.Get<ServiceQueries>().FindAsync(customer.Caller, placed.ServerId, Ending)).Value;

        service.Status.ShouldBe(ServiceStatus.Terminated);
        refund.IsZero.ShouldBeTrue();
    }

    [Fact]
    public async Task Strangers_are_answered_as_if_there_were_nothing()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        var placed = (await _business.OrderAsync(customer)).Value;
        var (service, _) = (await _business.Get<ServiceQueries>().FindAsync(customer.Caller, placed.ServerId, Ending)).Value;

        (await _business.Get<ServiceQueries>().FindAsync(stranger.Caller, placed.ServerId, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await _business.Get<InvoiceQueries>().OfServiceAsync(stranger.Caller, service.Id, Ending)).Failure!.Code.ShouldBe("billing.service-unknown");
        (await _business.Get<CreditQueries>().HistoryAsync(stranger.Caller, Ending)).Value.Movements.ShouldBeEmpty();
    }

    [Fact]
    public async Task Movements_of_the_credit_add_up_to_its_balance()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var placed = (await _business.OrderAsync(customer)).Value;
        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        (await _business.Get<RequestCancellation>().RunAsync(customer.Caller, placed.ServerId, true, "", Ending)).Succeeded.ShouldBeTrue();

        var history = (await _business.Get<CreditQueries>().HistoryAsync(customer.Caller, Ending)).Value;

        history.Movements.Select(movement => movement.Kind).ShouldBe(["refund", "hold", "grant"]);
        history.Movements.Sum(movement => movement.Amount.Amount).ShouldBe(history.Balance.Amount);
    }
}

public sealed class ServiceQueriesOnSqlite(OnSqlite store) : ServiceQueriesStoreTests(store), IClassFixture<OnSqlite>;

public sealed class ServiceQueriesOnPostgreSql(OnPostgreSql store) : ServiceQueriesStoreTests(store), IClassFixture<OnPostgreSql>;
