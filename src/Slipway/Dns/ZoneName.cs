using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Dns;

/// <summary>Names of zones, and host names in records, in the form in which they travel.</summary>
internal static partial class ZoneName
{
    private const int MostCharacters = 253;

    /// <summary>A name that a customer may have a zone for; whether it is free, others know.</summary>
    public static Result<string> Check(string text, IEnumerable<string> nameservers)
    {
        if (Canonical(text) is not { } name)
        {
            return DnsFailures.Name("allowed are labels of letters, digits, hyphens and underscores, up to 63 characters each and 253 in all, separated by dots, such as example.org.");
        }

        // Whoever has these answers for addresses that are not his.
        if (name == "arpa" || name.EndsWith(".arpa", StringComparison.Ordinal))
        {
            return DnsFailures.Name($"{name} is a reverse zone, which is the provider's; names of your addresses are set with ip/update_ptr.");
        }

        if (PublicSuffixes.Contains(name))
        {
            return DnsFailures.Name($"{name} is a public suffix under which everybody registers names; give a domain below it, such as example.{name}.");
        }

        return nameservers.Select(Canonical).Any(server => server is not null && IsWithin(server, name))
            ? DnsFailures.Name($"{name} holds the provider's own name servers.")
            : name;
    }

    /// <summary>Lower case, no last dot, other scripts as <c>xn--</c>; null when it is no name.</summary>
    public static string? Canonical(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        if (name.Length is 0 or > MostCharacters || ToAscii(name) is not { } ascii || ascii.Length > MostCharacters)
        {
            return null;
        }

        return ascii.Split('.').All(label => Label().IsMatch(label)) && !ascii.Split('.')[^1].All(char.IsAsciiDigit) ? ascii : null;
    }

    public static bool IsHost(string text) => Canonical(text) is { } name && name.Contains('.', StringComparison.Ordinal);

    /// <summary>The same name or below it.</summary>
    public static bool IsWithin(string name, string zone) => name == zone || (name.Length > zone.Length && name[name.Length - zone.Length - 1] == '.' && name.EndsWith(zone, StringComparison.Ordinal));

    /// <summary><c>b.example.org</c> and <c>example.org</c> for <c>a.b.example.org</c>.</summary>
    public static IEnumerable<string> Above(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && name.IndexOf('.', dot + 1) >= 0; dot = name.IndexOf('.', dot + 1))
        {
            yield return name[(dot + 1)..];
        }
    }

    /// <summary>Lower case, and other scripts in ASCII; null when that cannot be.</summary>
    public static string? ToAscii(string text)
    {
        if (text.All(char.IsAscii))
        {
            return text.ToLowerInvariant();
        }

        try
        {
            return new IdnMapping().GetAscii(text.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\z", RegexOptions.CultureInvariant)]
    public static partial Regex Label();
}
