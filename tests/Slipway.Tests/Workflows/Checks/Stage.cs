using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>A database, and daemons on it that live one after the other. The clock is the same for all of them.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly FakeTimeProvider _clock;

    private Stage(TestDatabase database, Business business)
    {
        _database = database;
        _clock = business.Clock;
        Business = business;
    }

    public Business Business { get; private set; }

    public string Folder => _database.Folder;

    public Intercept? Intercept { get; set; }

    /// <summary>Cancelled when the daemon is killed.</summary>
    public CancellationTokenSource Life { get; private set; } = new();

    /// <summary>How many daemons have died.</summary>
    public int Deaths { get; private set; }

    public static async Task<Stage> OpenAsync()
    {
        var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        // The services ask the stage for its interceptor, and the stage needs the services.
        Stage? stage = null;
        var business = await Business.OnAsync(database, services => Put(services, () => stage?.Intercept));
        stage = new Stage(database, business);
        await business.GivenStockAsync();
        return stage;
    }

    /// <summary>Takes a run to its end, or to where it waits for a signal; when a daemon dies the next one takes it up.</summary>
    public async Task<Run> DriveAsync(AsyncKey key)
    {
        for (var calls = 0; calls < 3_000; calls++)
        {
            try
            {
                if (await Business.Get<RunExecutor>().AdvanceAsync(key, Life.Token) is not { } pause)
                {
                    return await LoadAsync(key);
                }

                _clock.Advance(pause);
            }
            catch (OperationCanceledException) when (Life.IsCancellationRequested)
            {
                await RestartAsync();
                (await Business.Database.ReadAsync(RunStore.InterruptedAsync, CancellationToken.None)).ShouldContain(key, "a daemon that starts would not find the run");
            }
        }

        throw new TimeoutException($"The run {key} does not come to rest: {await LoadAsync(key)}");
    }

    public async Task<Run> LoadAsync(AsyncKey key) => (await Business.Database.ReadAsync(session => RunStore.LoadAsync(session, key), CancellationToken.None)).ShouldNotBeNull();

    /// <summary>The daemon is gone, with all it had in memory; another one stands in its place.</summary>
    public async Task RestartAsync()
    {
        Deaths++;
        await Business.DisposeAsync();
        Life.Dispose();
        Life = new CancellationTokenSource();
        Business = await Business.OnAsync(_database, services => Put(services, () => Intercept), _clock);
        // A daemon has its catalog and its nodes before it works.
        await Business.GivenStockAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Business.DisposeAsync();
        await _database.DisposeAsync();
        Life.Dispose();
    }

    private static void Put(IServiceCollection services, Func<Intercept?> intercept) =>
        services.AddSingleton(provider => new WorkflowList(provider.GetServices<Workflow>().Select(workflow => new InterceptedWorkflow(workflow, intercept))));
}
