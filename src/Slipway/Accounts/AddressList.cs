using System.Net;

namespace Slipway.Accounts;

/// <summary>A list of addresses and networks, separated by commas; empty means any.</summary>
public static class AddressList
{
    private const int MostEntries = 50;

    /// <summary>The list as it is kept, or a refusal that names the entry which is neither an address nor a network.</summary>
    /// <param name="field">What the asker calls it.</param>
    public static Result<string> Check(string field, string list)
    {
        var entries = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (entries.Length > MostEntries)
        {
            return AccountFields.Invalid(field, $"at most {MostEntries} addresses or networks are allowed.");
        }

        var wrong = entries.FirstOrDefault(entry => !IsOne(entry));
        return wrong is null
            ? string.Join(',', entries)
            : AccountFields.Invalid(field, $"'{(wrong.Length > 60 ? wrong[..60] : wrong)}' is neither an address nor a network; give a list such as 192.0.2.7,198.51.100.0/24,2001:db8::/32.");
    }

    /// <summary>An IPv4 address is one thing, also when it comes inside an IPv6 socket.</summary>
    public static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

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

        var plain = Plain(address)!;
        return list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => entry.Contains('/', StringComparison.Ordinal)
                ? IPNetwork.TryParse(entry, out var network) && network.Contains(plain)
                : IPAddress.TryParse(entry, out var single) && single.Equals(plain));
    }

    /// <summary>No address is allowed by the other list that is not by this one. Two networks of this one that are a wider one together do not count as that.</summary>
    public static bool Covers(string list, string other)
    {
        var networks = NetworksOf(list);
        return networks.Length == 0 || (NetworksOf(other) is { Length: > 0 } asked
            && asked.All(inner => networks.Any(outer => outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress))));
    }

    private static IPNetwork[] NetworksOf(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(entry => entry.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(entry)
                : IPAddress.Parse(entry) is var single && single.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? new IPNetwork(single, 32) : new IPNetwork(IPAddress.Parse(entry), 128))];

    // .NET takes 7 for 0.0.0.7, and 1.2.3 for 1.2.0.3; nobody means that. Host bits in a network are refused by it.
    private static bool IsOne(string entry) => entry.Contains('/', StringComparison.Ordinal)
        ? IPNetwork.TryParse(entry, out _) && IsWritten(entry[..entry.IndexOf('/', StringComparison.Ordinal)])
        : IPAddress.TryParse(entry, out _) && IsWritten(entry);

    private static bool IsWritten(string address) =>
        !address.Contains('%', StringComparison.Ordinal) && (address.Contains(':', StringComparison.Ordinal) ? !address.Contains('[', StringComparison.Ordinal) : address.Count(sign => sign == '.') == 3);
}
