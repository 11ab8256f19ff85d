using System.Net;

namespace Slipway.Accounts;

/// <summary>A list of addresses and networks, separated by commas; empty means any.</summary>
public static class AddressList
{
    public static bool Allows(string list, IPAddress? address)
    {
        if (string.IsNullOrWhiteSpace(list))
        {
            return true;
        }

        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => entry.Contains('/', StringComparison.Ordinal)
                ? IPNetwork.TryParse(entry, out var network) && network.Contains(plain)
                : IPAddress.TryParse(entry, out var single) && single.Equals(plain));
    }
}
