using System.Buffers.Binary;
using System.Net;

namespace Slipway.Network;

/// <summary>An address of a server with what its network needs to know.</summary>
public sealed record Address(string Ip, bool Main, int PrefixLength, string Gateway, int Vlan)
{
    /// <summary>Derived from the address, so it is as unique as that; locally administered.</summary>
    public string Mac
    {
        get
        {
            var bytes = IPAddress.Parse(Ip).GetAddressBytes();
            return $"02:5e:{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}";
        }
    }

    internal static string ToText(long number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
        return new IPAddress(bytes).ToString();
    }

    internal static long ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
