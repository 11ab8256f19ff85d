using Slipway.Dns;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Reconciliation;

/// <summary>
/// Compares what Slipway believes with itself and with the world: books, invoices, services, addresses, stock, and what the
/// DNS server and the drivers really have. Changes nothing. What a run is working on is left to the next time.
/// </summary>
public sealed class Reconcile(Database database, DriverTypes drivers, CompareZones zones, TimeProvider clock)
{
    // What waits less is under way.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The last report of this process; null before the first.</summary>
    public ReconcileReport? Last { get; private set; }

    public async Task<ReconcileReport> RunAsync(CancellationToken cancellationToken)
    {
        var found = new List<Difference>();
        foreach (var comparison in ReconcileQueries.All)
        {
            found.AddRange(await database.ReadAsync(session => ReconcileQueries.RunAsync(session, comparison), cancellationToken));
        }

        var machines = await MachinesAsync(cancellationToken);
        found.AddRange(machines.Differences);
        var compared = await ZonesAsync(cancellationToken);
        found.AddRange(compared.Differences);
        var books = await database.ReadAsync(ReconcileQueries.BooksAsync, cancellationToken);
        return Last = new ReconcileReport(clock.GetUtcNow(), ReconcileQueries.All.Count + machines.Checked + compared.Checked, found, books);
    }

    private async Task<(int Checked, IEnumerable<Difference> Differences)> ZonesAsync(CancellationToken cancellationToken)
    {
        if (!zones.IsOffered)
        {
            return (0, []);
        }

        var report = await zones.RunAsync(only: null, cancellationToken);
        var late = clock.GetUtcNow() - LongestWait;
        return (report.Zones,
        [
            .. report.Differences.Select(difference => new Difference("zones", $"zone {difference.Zone} {difference.What}", "Let it be written anew: slipwayd dns sync.")),
            .. report.Waiting.Where(zone => zone.Since < late).Select(zone => new Difference("zones", $"zone {zone.Zone} waits to be written since {zone.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC", "The log of the daemon says why; see docs/guides/dns.md.")),
            .. report.Away is not null ? [new Difference("zones", "the DNS server does not answer, so its zones are not compared", "See whether the DNS server runs, then run this again.")] : Array.Empty<Difference>(),
        ]);
    }

    private async Task<(int Checked, List<Difference> Differences)> MachinesAsync(CancellationToken cancellationToken)
    {
        var found = new List<Difference>();
        var before = await database.ReadAsync(ReconcileQueries.PlacedAsync, cancellationToken);
        var listed = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (node, driver) in await database.ReadAsync(ReconcileQueries.NodesAsync, cancellationToken))
        {
            if ((await drivers.Get(driver).Lifecycle.ListAsync(node, cancellationToken)).TryGet(out var machines, out var failure))
            {
                listed[node] = [.. machines];
            }
            else if (failure.Kind != FailureKind.Unsupported)
            {
                found.Add(new Difference("machines", $"node {node} does not tell its machines: {failure.Message}", "See whether the node is reachable, then run this again."));
            }
        }

        // What came or went while the drivers were asked is under way.
        var after = (await database.ReadAsync(ReconcileQueries.PlacedAsync, cancellationToken)).ToDictionary(server => server.Id);
        var settled = before.Where(server => !server.UnderWay && after.TryGetValue(server.Id, out var now) && now == server).ToList();
        foreach (var server in settled.Where(server => listed.ContainsKey(server.Node)))
        {
            found.AddRange(await CompareAsync(server, listed[server.Node].Contains(Server.MachineIdOf(server.Id)), cancellationToken));
        }

        var known = before.Concat(after.Values).Select(server => Server.MachineIdOf(server.Id)).ToHashSet(StringComparer.Ordinal);
        found.AddRange(listed.SelectMany(node => node.Value.Where(machine => !known.Contains(machine)).Select(machine => new Difference(
            "machines", $"machine {machine} on node {node.Key} belongs to no server", "If nobody needs it, destroy it on the node; it takes room that is sold to others."))));
        return (settled.Count + listed.Count, found);
    }

    private async Task<IEnumerable<Difference>> CompareAsync(PlacedServer server, bool exists, CancellationToken cancellationToken)
    {
        if (server.State is not (ServerState.Active or ServerState.Suspended))
        {
            return [];
        }

        if (!exists)
        {
            return [new Difference("machines", $"server {server.Id} has no machine on node {server.Node}", "Its data is gone. Refund the customer and cancel the server (slipwayd admin cancel --server).")];
        }

        var machine = new MachineRef(Server.MachineIdOf(server.Id), server.Node);
        return !(await drivers.Get(server.Driver).Power.StateAsync(machine, cancellationToken)).TryGet(out var power, out _) ? []
            : server.State == ServerState.Suspended && power == PowerState.On
                ? [new Difference("machines", $"server {server.Id} is suspended and its machine is on", "The renewal cycle switches it off; if it stays on, switch it off on the node.")]
            : power == PowerState.On != server.IsOn
                ? [new Difference("machines", $"server {server.Id} is shown as {(server.IsOn ? "on" : "off")} and is {(power == PowerState.On ? "on" : "off")}", "Ask for its status (eq/status): that corrects what is shown. Switch it on if the customer wants it on.")]
            : [];
    }
}
