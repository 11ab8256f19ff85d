using Shouldly;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

public abstract class IdempotencyStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    [Fact]
    public async Task The_same_key_brings_the_first_answer_and_buys_nothing()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var first = (await _business.OrderAsync(customer, Keyed("k", "body"))).Value;
        var credit = await _business.CreditOfAsync(customer);

        var second = (await _business.OrderAsync(customer, Keyed("k", "body"))).Value;

        second.ShouldBe(first);
        (await _business.CreditOfAsync(customer)).ShouldBe(credit);
        (await ServersOfAsync(customer)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        (await _business.OrderAsync(customer, Keyed("k", "body"))).Succeeded.ShouldBeTrue();

        (await _business.OrderAsync(customer, Keyed("k", "another body"))).Failure.ShouldBe(OrderFailures.OtherRequestSameKey);

        (await ServersOfAsync(customer)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_of_another_customer_is_another_key()
    {
        var one = await _business.GivenCustomerWithCreditAsync(50);
        var other = await _business.GivenCustomerWithCreditAsync(50);

        var first = (await _business.OrderAsync(one, Keyed("k", "body"))).Value;
        var second = (await _business.OrderAsync(other, Keyed("k", "body"))).Value;

        second.ServerId.ShouldNotBe(first.ServerId);
    }

    [Fact]
    public async Task Many_at_once_with_the_same_key_buy_once()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);

        var placed = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => _business.OrderAsync(customer, Keyed("k", "body")))));

        placed.Select(order => order.Value).Distinct().Count().ShouldBe(1);
        (await ServersOfAsync(customer)).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_order_does_not_use_its_key_up()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var tooLarge = Keyed("k", "body") with { Location = "US", Preset = "vm.pico" };
        // No node stands there, so the refusal comes from inside the transaction.
        (await _business.OrderAsync(customer, tooLarge)).Succeeded.ShouldBeFalse();

        (await _business.OrderAsync(customer, Keyed("k", "body"))).Succeeded.ShouldBeTrue();
    }

    private static OrderRequest Keyed(string key, string body) => Business.AnOrder() with { IdempotencyKey = key, Fingerprint = body };

    private Task<long> ServersOfAsync(Customer customer) => _business.ScalarAsync<long>($"select count(*) from servers_server where account_id = {customer.Id}");
}

public sealed class IdempotencyOnSqlite(OnSqlite store) : IdempotencyStoreTests(store), IClassFixture<OnSqlite>;

public sealed class IdempotencyOnPostgreSql(OnPostgreSql store) : IdempotencyStoreTests(store), IClassFixture<OnPostgreSql>;
