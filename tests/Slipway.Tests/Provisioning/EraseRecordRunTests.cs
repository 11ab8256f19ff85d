using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Tests.Workflows.Checks;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Provisioning;

/// <summary>A reinstallation and a removal leave one record each, however often a step is called and wherever the daemon dies.</summary>
public abstract class EraseRecordRunTests(StoreFixture store) : IAsyncDisposable
{
    private CancellationTokenSource _life = new();
    private Intercept? _intercept;
    private Business? _business;
    private int _deaths;

    public enum Trouble
    {
        None,

        /// <summary>Every step is called twice, and so is what it writes.</summary>
        EveryCallTwice,

        /// <summary>A daemon dies after the first call of each step: it has acted, and nothing of it was committed.</summary>
        DeathAfterEachStep,

        /// <summary>The same inside the transaction, when the record is written and not yet durable.</summary>
        DeathInEachTransaction,
    }

    [Theory]
    [InlineData(Trouble.None)]
    [InlineData(Trouble.EveryCallTwice)]
    [InlineData(Trouble.DeathAfterEachStep)]
    [InlineData(Trouble.DeathInEachTransaction)]
    public async Task One_record_for_each_erasing(Trouble trouble)
    {
        _business = await StartAsync();
        var customer = await _business.GivenCustomerWithCreditAsync(50);
        var server = (await _business.OrderAsync(customer)).Value.ServerId;
        await DriveAsync(await LiveAsync(Slipway.Servers.Server.SubjectOf(server)));
        (await RecordsAsync(customer, server)).ShouldBeEmpty();
        _intercept = InterceptOf(trouble);

        (await _business.Get<ReinstallServer>().RunAsync(customer.Caller, server, new OrderRequest(null, null, OsId: 180, RootPassword: new Secret("Abcd1234")), CancellationToken.None)).Succeeded.ShouldBeTrue();
        await DriveAsync(await LiveAsync(Slipway.Servers.Server.SubjectOf(server)));
        (await RecordsAsync(customer, server)).ShouldBe([EraseReason.Reinstallation]);

        // Another disk, another erasing.
        _business.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _business.Get<RequestCancellation>().RunAsync(customer.Caller, server, immediate: true, "test", CancellationToken.None)).Succeeded.ShouldBeTrue();
        await DriveAsync(await LiveAsync(TerminateServer.SubjectOf(server)));
        (await RecordsAsync(customer, server)).ShouldBe([EraseReason.Reinstallation, EraseReason.Removal]);
        (_deaths > 10).ShouldBe(trouble is Trouble.DeathAfterEachStep or Trouble.DeathInEachTransaction);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _life.Dispose();
        if (_business is not null)
        {
            await _business.DisposeAsync();
        }
    }

    private async Task<List<EraseReason>> RecordsAsync(Customer customer, ServerId server)
    {
        var records = (await _business!.Get<EraseQueries>().OfAsync(customer.Caller, server, CancellationToken.None)).Value;
        foreach (var record in records)
        {
            var claims = (await _business.Get<VerifyEraseRecord>().RunAsync(record.Signed, CancellationToken.None)).Value;
            claims.Server.ShouldBe(server.Value);
            claims.Machine.ShouldBe($"server-{server}");
            claims.Node.ShouldBe("NL-1");
            claims.Reason.ShouldBe(EraseClaims.WordOf(record.Reason));
            claims.Method.ShouldBe(record.Report.Method);
        }

        records.Select(record => record.Signed).Distinct().Count().ShouldBe(records.Count);
        return [.. records.Select(record => record.Reason)];
    }

    private Intercept? InterceptOf(Trouble trouble)
    {
        if (trouble is Trouble.None or Trouble.EveryCallTwice)
        {
            return trouble == Trouble.None ? null : Interference.Twice();
        }

        HashSet<(int, bool, bool)> seen = [];
        return async (step, undo, call) =>
        {
            var acted = await call();
            // A step that says "again" has acted too: that is when an erasing is done and not yet known.
            if (!seen.Add((step, undo, acted.Progress is Progress.Done)))
            {
                return acted;
            }

            return trouble == Trouble.DeathAfterEachStep || acted.Progress is not Progress.Done ? throw Killed() : acted with
            {
                JournalWork = async transaction => acted.JournalWork is { } work && (await work(transaction)).Failure is { } refused ? refused : throw Killed(),
            };
        };
    }

    private OperationCanceledException Killed()
    {
        _life.Cancel();
        return new OperationCanceledException(_life.Token);
    }

    private async Task<Business> StartAsync()
    {
        var business = await Business.OnAsync(
            store.Database,
            services => services.AddSingleton(provider => new WorkflowList(provider.GetServices<Workflow>().Select(workflow => new InterceptedWorkflow(workflow, () => _intercept)))),
            store.Business.Clock);
        await business.GivenStockAsync();
        return business;
    }

    private async Task<AsyncKey> LiveAsync(string subject) => (await _business!.Database.ReadAsync(session => Runs.LiveAsync(session, subject), CancellationToken.None))!.Value;

    private async Task DriveAsync(AsyncKey key)
    {
        for (var calls = 0; calls < 300; calls++)
        {
            try
            {
                if (await _business!.Get<RunExecutor>().AdvanceAsync(key, _life.Token) is not { } pause)
                {
                    (await _business.ScalarAsync<string>($"select workflow || ' ' || state from workflows_run where async_key = '{key.Value}'")).ShouldEndWith($" {(int)RunState.Done}");
                    return;
                }

                _business.Clock.Advance(pause);
            }
            catch (OperationCanceledException) when (_life.IsCancellationRequested)
            {
                // Another daemon takes it up.
                _deaths++;
                await _business!.DisposeAsync();
                _life.Dispose();
                _life = new CancellationTokenSource();
                _business = await StartAsync();
            }
        }

        throw new TimeoutException($"The run {key} does not come to rest.");
    }
}

public sealed class EraseRecordRunsOnSqlite(OnSqlite store) : EraseRecordRunTests(store), IClassFixture<OnSqlite>;

public sealed class EraseRecordRunsOnPostgreSql(OnPostgreSql store) : EraseRecordRunTests(store), IClassFixture<OnPostgreSql>;
