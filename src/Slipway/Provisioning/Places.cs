using Slipway.Catalog;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>Finds the driver and the node that carry a server.</summary>
public sealed class Places(Database database, DriverTypes drivers)
{
    /// <summary>Null when the server has no place (any more).</summary>
    public Task<Place?> FindAsync(ServerId server, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await Capacity.NodeOfAsync(session, server) is { } node
                ? new Place(node, drivers.Get(node.Driver), (await Addresses.OfAsync(session, server)).FirstOrDefault(address => address.Main))
                : null,
            cancellationToken);
}

/// <summary>Where a server's machine is, or is to be.</summary>
public sealed record Place(Node Node, DriverType Driver, Address? Address)
{
    public MachineRef Machine(ServerId server) => new(Server.MachineIdOf(server), Node.Name);
}

/// <summary>What the locations can really be given: asked of the drivers of their nodes.</summary>
internal sealed class DriverDelivery(Nodes nodes, DriverTypes drivers, LiveCatalog catalog) : IDelivery
{
    public bool CanDeliver(string locationCode, string osKey, string? softwareKey)
    {
        var software = softwareKey is null ? null : catalog.Current.SoftwareWithKey(softwareKey);
        foreach (var node in nodes.Known)
        {
            if (string.Equals(node.Location, locationCode, StringComparison.OrdinalIgnoreCase)
                && !(drivers.Get(node.Driver).IsOnlyLinux && catalog.Current.OsWithKey(osKey) is { Family: OsFamily.Windows })
                && SoftwareDelivery.Of(drivers.Get(node.Driver).Install, node.Name, osKey, softwareKey, software) != SoftwareDelivery.Way.None)
            {
                return true;
            }
        }

        return false;
    }

    public bool CanCarry(string locationCode, ServerKind kind) => nodes.Known.Any(node =>
        string.Equals(node.Location, locationCode, StringComparison.OrdinalIgnoreCase)
        && (kind is ServerKind.Vm or ServerKind.Vds || !drivers.Get(node.Driver).IsOnlyVirtual));
}

/// <summary>How a system comes onto a machine together with software: in one image made ahead, or one after the other.</summary>
internal static class SoftwareDelivery
{
    public enum Way
    {
        None,
        Image,
        FirstBoot,
    }

    /// <param name="software">Its recipe; null when it is in the catalog no more.</param>
    public static Way Of(IInstall install, string node, string os, string? key, SoftwareRecipe? software) =>
        (key is null || software is not { Install: SoftwareInstall.FirstBoot }) && install.CanDeliver(new ImageRef(os, key), node) ? Way.Image
        : software is { InstallsAtFirstBoot: true } && install.CanDeliver(new ImageRef(os, null), node) ? Way.FirstBoot
        : Way.None;
}
