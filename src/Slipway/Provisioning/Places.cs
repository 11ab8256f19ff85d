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
internal sealed class DriverDelivery(Nodes nodes, DriverTypes drivers) : IDelivery
{
    public bool CanDeliver(string locationCode, string osKey, string? softwareKey)
    {
        foreach (var node in nodes.Known)
        {
            if (string.Equals(node.Location, locationCode, StringComparison.OrdinalIgnoreCase)
                && drivers.Get(node.Driver).Install.CanDeliver(new ImageRef(osKey, softwareKey), node.Name))
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
