using System.Net;
using Slipway.Catalog;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Daemon;

/// <summary>
/// Registers what carries machines here: for <c>qemu</c> this box, in one location; for <c>fake</c> a large hypervisor in
/// every location. And a private address range for each location, until the operator brings public ones.
/// </summary>
internal sealed class LocalNodes(DaemonOptions options, IConfiguration configuration, LiveCatalog catalog, Nodes nodes, Database database)
{
    private const int CoresPerProcessor = 8;
    private const int MemoryForTheBoxMb = 1536;
    private static readonly Hardware Fleet = new(1_000_000, 2_000_000_000, 2_000_000_000);

    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var locations = catalog.Current.Locations;
        var settings = configuration.GetSection("Node").Get<NodeOptions>() ?? new NodeOptions();
        if (options.Driver != "fake" && locations.All(location => !location.Code.Equals(settings.Location, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"Node:Location is '{settings.Location}'; allowed are {string.Join(", ", locations.Select(location => location.Code))}.");
        }

        List<(string, string, Hardware)> registered = options.Driver == "fake"
            ? [.. locations.Select(location => ($"{location.Code}-fleet", location.Code, Fleet))]
            : [($"{settings.Location.ToUpperInvariant()}-local", settings.Location.ToUpperInvariant(), Box(settings))];
        await nodes.RegisterAsync(options.Driver, registered, cancellationToken);
        await database.InTransactionAsync(
            async transaction =>
            {
                for (var index = 0; index < locations.Count; index++)
                {
                    await Addresses.EnsurePoolAsync(transaction, locations[index].Code, IPNetwork.Parse($"10.{64 + index}.0.0/16"), 100 + index);
                }
            },
            cancellationToken);
    }

    private Hardware Box(NodeOptions settings) => new(
        settings.Cores ?? Environment.ProcessorCount * CoresPerProcessor,
        settings.MemoryMb ?? Math.Max(1024, (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024) - MemoryForTheBoxMb),
        // Disks grow as guests write, so what is free now is what may be promised.
        settings.DiskGb ?? (int)(new DriveInfo(options.DataFolder).AvailableFreeSpace / 1024 / 1024 / 1024));
}

/// <summary>Section <c>Node</c>: what this box offers to the <c>qemu</c> driver. What is not set is taken from the box.</summary>
public sealed class NodeOptions
{
    public string Location { get; set; } = "NL";

    public int? Cores { get; set; }

    public int? MemoryMb { get; set; }

    public int? DiskGb { get; set; }
}
