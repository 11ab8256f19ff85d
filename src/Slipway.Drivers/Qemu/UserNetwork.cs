using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// QEMU's user-mode network laid around a machine's address, so that its DHCP gives exactly this one. The network is
/// private to the machine: two machines of one prefix do not see each other.
/// </summary>
internal sealed record UserNetwork(string Net, string Gateway, string Ip, string Dns)
{
    public string ToOption() => $"net={Net},host={Gateway},dhcpstart={Ip},dns={Dns}";

    public static Result<UserNetwork> For(MachineAddress address)
    {
        if (!TryParse(address.Ip, out var ip) || !TryParse(address.Gateway, out var gateway) || ip == gateway || address.PrefixLength is < 4 or > 32)
        {
            return new Failure(
                FailureKind.Invalid,
                "qemu.bad-address",
                "The machine's address cannot be set up on this node.",
                new DriverFacts($"{address.Ip}/{address.PrefixLength} with gateway {address.Gateway}"));
        }

        // Machine, gateway and name server need three addresses, and a routed gateway may lie outside the prefix: where
        // the real network is too narrow, the imitation is wider.
        var prefix = Math.Min(address.PrefixLength, 29);
        while (prefix > 4 && (ip & Mask(prefix)) != (gateway & Mask(prefix)))
        {
            prefix--;
        }

        var net = ip & Mask(prefix);
        var dns = net + 1;
        while (dns == ip || dns == gateway)
        {
            dns++;
        }

        return new UserNetwork($"{Text(net)}/{prefix}", Text(gateway), Text(ip), Text(dns));
    }

    private static uint Mask(int prefix) => uint.MaxValue << (32 - prefix);

    private static string Text(uint address)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        return new IPAddress(bytes).ToString();
    }

    private static bool TryParse(string text, out uint address)
    {
        var parsed = IPAddress.TryParse(text, out var ip) && ip.AddressFamily is AddressFamily.InterNetwork;
        address = parsed ? BinaryPrimitives.ReadUInt32BigEndian(ip!.GetAddressBytes()) : 0;
        return parsed;
    }
}
