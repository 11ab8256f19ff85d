using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Dns;
using Slipway.Storage;
using Slipway.Testing;

namespace Slipway.Conformance.Dns;

/// <summary>The features on a database with a real DNS server behind, without background work: a customer with a zone of his own.</summary>
internal sealed class ZoneScene : IAsyncDisposable
{
    private ZoneScene(Business business, PowerDnsServer server, Breaking breaking, Customer customer, string zone)
    {
        Business = business;
        Server = server;
        Breaking = breaking;
        Customer = customer;
        Zone = zone;
    }

    public Business Business { get; }

    public PowerDnsServer Server { get; }

    public Breaking Breaking { get; }

    public Customer Customer { get; }

    /// <summary>The customer's zone, like no other test's.</summary>
    public string Zone { get; }

    public ZoneRef Ref => new(null, Zone);

    public static async Task<ZoneScene> OnAsync(StoreFixture store, PowerDnsServer? server = null, LogText? log = null, params (string, string?)[] settings)
    {
        server ??= await PowerDnsServer.SharedAsync();
        Breaking? breaking = null;
        var business = await Business.OnAsync(
            store.Database,
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<IDnsServer>(provider => breaking = new Breaking(ActivatorUtilities.CreateInstance<PowerDns>(provider))));
                if (log is not null)
                {
                    services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
                }
            },
            store.Business.Clock,
            [.. server.Settings, .. settings]);
        _ = business.Get<IDnsServer>();
        return new ZoneScene(business, server, breaking!, await business.GivenCustomerWithCreditAsync(100), NewName());
    }

    /// <summary>The daemon after it was killed: the same database, nothing of its memory.</summary>
    public Task<ZoneScene> AgainAsync(StoreFixture store) => OnAsync(store, Server);

    public static string NewName() => $"z{Guid.NewGuid():N}.example";

    public async Task<ZoneContents> GivenZoneAsync(string? name = null, bool dnssec = false) =>
        (await Business.Get<AddZone>().RunAsync(Customer.Caller, new NewZone(name ?? Zone, Dnssec: dnssec), CancellationToken.None)).Value;

    public Task<Result<ZoneContents>> SetAsync(string name, string type, params string[] contents) => SetAsync(new WantedRecords(name, type, contents));

    public Task<Result<ZoneContents>> SetAsync(WantedRecords wanted) => Business.Get<SetRecords>().RunAsync(Customer.Caller, Ref, wanted, CancellationToken.None);

    public Task<Result<int>> RemoveAsync(string name, string type, params string[] contents) =>
        Business.Get<RemoveRecords>().RunAsync(Customer.Caller, Ref, name, type, contents, null, true, CancellationToken.None);

    public async Task<IReadOnlyList<ZoneRecord>> RecordsAsync(ZoneRef? zone = null) => (await Business.Get<ZoneQueries>().ViewAsync(Customer.Caller, zone ?? Ref, CancellationToken.None)).Value.Records;

    /// <summary>What dig is told, without the zone's name.</summary>
    public Task<IReadOnlyList<string>> DigAsync(string name, string type) => Server.DigAsync(name == "@" ? Zone : $"{name}.{Zone}", type);

    /// <summary>Nothing waits, and the DNS server has what the rows say.</summary>
    public async Task<IReadOnlyList<string>> TroubleAsync()
    {
        var zone = await Business.Database.ReadAsync(session => ZoneStore.FindAsync(session, Zone), CancellationToken.None);
        var served = (await Business.Get<IDnsServer>().FindAsync(Zone, CancellationToken.None)).Value;
        return zone is null ? served is null ? [] : ["it is on the server and not here"]
            : zone.DirtySince is not null ? ["it waits"]
            : served is null ? ["it is not on the server"]
            : [.. served.Differences(await Business.Database.ReadAsync(session => RecordStore.ContentsAsync(session, zone), CancellationToken.None))];
    }

    /// <summary>What the publisher of a running daemon does every second, without the pauses between its tries.</summary>
    public async Task PublishAsync()
    {
        Business.Clock.Advance(TimeSpan.FromMinutes(2));
        await Business.Get<Publisher>().PassAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Business.DisposeAsync();
}
