using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Catalog;
using Slipway.Daemon;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing.Databases;
using Slipway.Workflows;

namespace Slipway.Testing;

/// <summary>
/// All features on a database, as the daemon composes them, but without doors, silo or background work: nothing happens
/// that the test does not do. The clock is fake and the test moves it. Runs are advanced by hand.
/// </summary>
public sealed class Business : IAsyncDisposable
{
    public const string RootPassword = "Abcd1234";

    private readonly ServiceProvider _services;

    private Business(ServiceProvider services, FakeTimeProvider clock)
    {
        _services = services;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public IServiceProvider Services => _services;

    public Database Database => Get<Database>();

    /// <param name="change">Last word on the services, for tests that put something of theirs in.</param>
    /// <param name="clock">A clock that ran before, to go on in the same time.</param>
    public static Task<Business> OnAsync(TestDatabase database, Action<IServiceCollection>? change = null, FakeTimeProvider? clock = null, params (string, string?)[] settings)
    {
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Fake:DeploySeconds", "0")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)))
            .Build();
        var options = new DaemonOptions(database.Folder, database.Connection, "", "fake");
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None)).AddSingleton<TimeProvider>(clock).AddSingleton(options);
        DaemonHost.AddBusiness(services, configuration, options);
        change?.Invoke(services);
        return Task.FromResult(new Business(services.BuildServiceProvider(), clock));
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Schema and catalog: what the daemon does before it begins.</summary>
    public async Task PrepareAsync()
    {
        await Get<Migrator>().PrepareAsync(CancellationToken.None);
        await Get<CatalogLoading>().LoadAsync(CancellationToken.None);
    }

    /// <summary>What can be sold in NL: nodes of the simulated fleet, and addresses.</summary>
    public async Task GivenStockAsync(Hardware node, int nodes = 1, string addresses = "10.64.0.0/16")
    {
        await PrepareAsync();
        await Get<Nodes>().RegisterAsync("fake", [.. Enumerable.Range(1, nodes).Select(number => ($"NL-{number}", "NL", node))], CancellationToken.None);
        await Database.InTransactionAsync(transaction => Addresses.EnsurePoolAsync(transaction, "NL", IPNetwork.Parse(addresses), 100), CancellationToken.None);
    }

    public Task GivenStockAsync() => GivenStockAsync(new Hardware(10_000, 10_000_000, 1_000_000));

    public Task<Customer> GivenCustomerWithCreditAsync(decimal credit, bool autoPay = true) => Customer.OpenAsync(Services, credit, autoPay);

    /// <summary>The FAQ's order in its smallest form.</summary>
    public static OrderRequest AnOrder() => new("vm.pico", "NL", OsId: 180, TrafficPlanId: 25, RootPassword: new Secret(RootPassword), Hostname: "web-01.example.org");

    public Task<Result<PlacedOrder>> OrderAsync(Customer customer, OrderRequest? request = null) =>
        Get<PlaceOrder>().RunAsync(customer.Caller, request ?? AnOrder(), CancellationToken.None);

    public Task<Money> CreditOfAsync(Customer customer) => Get<InvoiceQueries>().CreditAsync(customer.Id, Currency.Eur, CancellationToken.None);

    /// <summary>Takes the run as far as it goes, moving the clock over its pauses; a run that waits for a signal stays waiting.</summary>
    public async Task AdvanceToRestAsync(AsyncKey key)
    {
        for (var calls = 0; calls < 1_000; calls++)
        {
            if (await Get<RunExecutor>().AdvanceAsync(key, CancellationToken.None) is not { } pause)
            {
                return;
            }

            Clock.Advance(pause);
        }

        throw new TimeoutException($"The run {key} does not come to rest.");
    }

    /// <summary>
    /// Every run that is due goes as far as it goes at this moment: a driver's short pauses are waited for by the clock, one that sleeps until
    /// tomorrow is left asleep.
    /// </summary>
    public async Task DriveRunsAsync()
    {
        // What is due in the table is the watchdog of a daemon that sleeps as long as the step said; here every run that does not wait for a
        // signal is asked.
        const string Awake = "select async_key from workflows_run where due_at is not null and (waiting_for is null or due_at <= @now) order by due_at";
        for (var round = 0; round < 100; round++)
        {
            var ended = await ScalarAsync<long>("select count(*) from workflows_run where ended_at is not null");
            foreach (var key in await Database.ReadAsync(session => session.ListAsync(Awake, row => new AsyncKey(row.Text(0)), ("now", Clock.GetUtcNow())), CancellationToken.None))
            {
                while (await Get<RunExecutor>().AdvanceAsync(key, CancellationToken.None) is { } pause && pause < TimeSpan.FromSeconds(10))
                {
                    Clock.Advance(pause);
                }
            }

            // One that ends may have made room for another.
            if (await ScalarAsync<long>("select count(*) from workflows_run where ended_at is not null") == ended)
            {
                return;
            }
        }

        throw new TimeoutException("There is always another run.");
    }

    public Task<T?> ScalarAsync<T>(string sql) => Database.ReadAsync(session => session.ScalarAsync<T>(sql), CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
