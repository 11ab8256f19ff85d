using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>What the network of a server's machine is to be, as the database has it now.</summary>
internal static class WantedNetwork
{
    public static async Task<MachineNetwork> OfAsync(DatabaseSession session, Server server) =>
        Of(server, await Addresses.OfAsync(session, server.Id), await PortStore.FindAsync(session, server.Id));

    public static MachineNetwork Of(Server server, IReadOnlyList<Address> addresses, PortOff? off)
    {
        var main = addresses.FirstOrDefault(address => address.Main);
        var portIp = main is null ? null : server.PortIpOf(main.Ip);
        // The address of the port itself cannot be taken away from it: what blocks it takes the port down.
        var portBlocked = addresses.Any(address => address.Ip == portIp && address.Block is not null);
        return new MachineNetwork(
            [.. addresses.Where(address => address.Ip != portIp && address.Block is null).Select(address => new ExtraAddress(address.Ip, address.PrefixLength))],
            LinkUp: off is null && !portBlocked)
        {
            SourceIp = main is { Block: null } && main.Ip != portIp ? main.Ip : null,
        };
    }
}
