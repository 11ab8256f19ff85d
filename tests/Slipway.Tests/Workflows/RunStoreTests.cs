using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Testing;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Workflows;

public abstract class RunStoreTests(StoreFixture store)
{
    private readonly Business _business = store.Business;

    [Fact]
    public async Task Who_has_an_old_version_cannot_write()
    {
        var (_, key) = await GivenRunAsync();
        var run = await LoadAsync(key);

        (await SaveAsync(run with { Attempts = 1 })).ShouldBeTrue();
        (await SaveAsync(run with { Attempts = 2 })).ShouldBeFalse();

        (await LoadAsync(key)).ShouldBe(run with { Attempts = 1, Version = run.Version + 1 });
    }

    [Fact]
    public async Task A_signal_takes_the_right_to_write_away_from_whoever_has_not_seen_it()
    {
        var (_, key) = await GivenRunAsync();
        var run = await LoadAsync(key);

        await _business.Database.InTransactionAsync(transaction => _business.Get<Runs>().SignalAsync(transaction, key, "hello"), TestContext.Current.CancellationToken);

        (await SaveAsync(run)).ShouldBeFalse();
        (await _business.Database.ReadAsync(session => RunStore.SignalsAsync(session, key), TestContext.Current.CancellationToken)).ShouldContain("hello");
    }

    [Fact]
    public async Task Two_at_once_take_a_run_forward_as_one_would()
    {
        var (customer, key) = await GivenRunAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _business.AdvanceToRestAsync(key))));

        var run = await LoadAsync(key);
        run.State.ShouldBe(RunState.Done);
        var steps = await _business.Database.ReadAsync(
            session => session.ListAsync("select step from workflows_journal where async_key = @key and outcome = 'done' order by id", row => row.Text(0), ("key", key.Value)),
            TestContext.Current.CancellationToken);
        steps.ShouldBe(_business.Get<FulfilOrder>().StepNames);
        (await _business.ScalarAsync<long>($"select count(*) from billing_entry where account_id = {customer.Id} and kind = 'payment'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_subject_has_one_live_run_however_many_begin_at_once()
    {
        var (customer, _) = await GivenRunAsync();
        var state = new PowerRequest(1, "NL-1", "fake", PowerAction.On);

        var started = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _business.Database.InTransactionAsync(
            transaction => _business.Get<Runs>().StartAsync(transaction, _business.Get<PowerRun>(), "on", "power:1", "NL", customer.Id, state),
            CancellationToken.None))));

        var winner = started.Single(result => result.Succeeded).Value;
        started.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "workflows.busy" && ((BusySubject)result.Failure.Facts!).Running == winner);
    }

    [Fact]
    public async Task A_refused_step_keeps_its_reason_for_who_asks()
    {
        var (_, key) = await GivenRunAsync();
        var reason = new Failure(FailureKind.OutOfStock, "test.reason", "It was so.", new object());

        (await _business.Database.InTransactionAsync<Unit>(
            async transaction => await _business.Get<Runs>().AbortAsync(transaction, key, reason) ? Unit.Value : reason, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();

        var run = await LoadAsync(key);
        run.State.ShouldBe(RunState.Unwinding);
        run.Failure.ShouldBe(reason with { Facts = null });
    }

    private async Task<(Customer Customer, AsyncKey Key)> GivenRunAsync()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var placed = (await _business.OrderAsync(customer)).Value;
        placed.Status.ShouldBe(InvoiceState.Paid);
        return (customer, placed.Callback!.Value);
    }

    private async Task<Run> LoadAsync(AsyncKey key) =>
        (await _business.Database.ReadAsync(session => RunStore.LoadAsync(session, key), TestContext.Current.CancellationToken)).ShouldNotBeNull();

    private async Task<bool> SaveAsync(Run run)
    {
        var saved = false;
        await _business.Database.InTransactionAsync(async transaction => saved = await RunStore.SaveAsync(transaction, run), TestContext.Current.CancellationToken);
        return saved;
    }
}

public sealed class RunsOnSqlite(OnSqlite store) : RunStoreTests(store), IClassFixture<OnSqlite>;

public sealed class RunsOnPostgreSql(OnPostgreSql store) : RunStoreTests(store), IClassFixture<OnPostgreSql>;
