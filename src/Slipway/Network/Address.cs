using System.Buffers.Binary;
using System.Net;

namespace Slipway.Network;

/// <summary>An address of a server with what its network needs to know.</summary>
public sealed record Address(string Ip, bool Main, int PrefixLength, string Gateway, int Vlan)
{
    /// <summary>Hardware address of a port that was set up with this address: as unique as that; locally administered.</summary>
    public string Mac => MacOf(Ip);

    /// <summary>Names in the reverse zone, one a line.</summary>
    public string Ptr { get; init; } = "";

    public AddressBlock? Block { get; init; }

    public IReadOnlyList<string> Names => Ptr.Length == 0 ? [] : Ptr.Split('\n');

    public static string MacOf(string ip)
    {
        var bytes = IPAddress.Parse(ip).GetAddressBytes();
        return $"02:5e:{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}";
    }

    /// <summary>The usual spelling of an IPv4 address with four numbers; null for anything else, also for what some programs take for one.</summary>
    public static string? Parse(string? text) =>
        text?.Trim() is { Length: > 0 and <= 15 } trimmed && IPAddress.TryParse(trimmed, out var ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && ip.ToString() == trimmed
            ? trimmed
            : null;

    internal static long ToNumber(string ip) => ToNumber(IPAddress.Parse(ip));

    internal static string ToText(long number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
        return new IPAddress(bytes).ToString();
    }

    internal static long ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}

/// <summary>Nothing goes to or from the address.</summary>
/// <param name="Until">When that ends by itself; null until somebody ends it.</param>
public sealed record AddressBlock(DateTimeOffset At, DateTimeOffset? Until, string Reason);

/// <summary>An address and whom it belongs to.</summary>
public sealed record HeldAddress(Address Address, ServerId Server, string Network, string Location);
