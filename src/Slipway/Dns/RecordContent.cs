using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Slipway.Dns;

/// <summary>
/// What a record says, from the customer's spelling to the DNS server's. The customer's is kept and answered as it was sent; this is how it
/// is checked, compared and published.
/// </summary>
internal static partial class RecordContent
{
    public const int MostPriority = 65_535;

    private const int MostCharacters = 16_000;
    private const string HostAllowed = "a host name such as mail.example.org is wanted; a name without a dot lies in the zone, @ is the zone itself.";

    public static Result<string> Publish(string zone, string type, string content, int priority)
    {
        if (content.Length is 0 or > MostCharacters || content.Any(char.IsControl))
        {
            return DnsFailures.Record("content", $"1 to {MostCharacters} characters are allowed, none of them a control character.");
        }

        return type switch
        {
            RecordTypes.A => Ipv4().IsMatch(content) && IPAddress.TryParse(content, out var address) && address.ToString() == content ? content : DnsFailures.Record("content", "an IPv4 address such as 203.0.113.10 is wanted."),
            "AAAA" => !content.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(content, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && content[0] != '['
                ? address.ToString()
                : DnsFailures.Record("content", "an IPv6 address such as 2001:db8::10 is wanted."),
            RecordTypes.Cname or RecordTypes.Ns or RecordTypes.Ptr => Host(zone, content) is { } host ? host : DnsFailures.Record("content", HostAllowed),
            "MX" => Mx(zone, content, priority),
            "SRV" => Srv(zone, content, priority),
            "CAA" => Caa(content),
            RecordTypes.Soa => StartOf(zone, content),
            _ => TextContent.Publish(content),
        };
    }

    /// <summary>What two texts of the DNS server are compared by: it writes some things its own way.</summary>
    public static string ToCompare(string type, string published) => type switch
    {
        "AAAA" when IPAddress.TryParse(published, out var address) => address.ToString(),
        "TXT" => TextContent.Read(published) is { } pieces ? string.Join(' ', pieces.Select(Convert.ToHexString)) : published,
        "CAA" => published,
        _ => published.ToLowerInvariant(),
    };

    private static Result<string> Mx(string zone, string content, int priority)
    {
        var words = Words(content);
        var given = words.Length == 2 && Number(words[0]) is { } written ? written : priority;
        return words.Length is 1 or 2 && (words.Length == 1 || Number(words[0]) is not null) && (words[^1] == "." ? "." : Host(zone, words[^1])) is { } host
            ? string.Create(CultureInfo.InvariantCulture, $"{given} {host}")
            : DnsFailures.Record("content", HostAllowed);
    }

    // Quirk Q-063: weight, port and target; the priority in front of them, or as a parameter of its own.
    private static Result<string> Srv(string zone, string content, int priority)
    {
        var words = Words(content);
        var given = words.Length == 4 ? Number(words[0]) : priority;
        return words.Length is 3 or 4 && given is { } first && Number(words[^3]) is { } weight && Number(words[^2]) is { } port && (words[^1] == "." ? "." : Host(zone, words[^1])) is { } target
            ? string.Create(CultureInfo.InvariantCulture, $"{first} {weight} {port} {target}")
            : DnsFailures.Record("content", "weight, port and target are wanted, such as '5 5060 sip.example.org'; or give weight, port and target as parameters.");
    }

    private static Result<string> Caa(string content)
    {
        var words = content.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 3 && Number(words[0]) is <= 255 and var flags && Tag().IsMatch(words[1]) && TextContent.Publish(words[2]).TryGet(out var value, out _) && TextContent.Read(value)!.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{flags} {words[1].ToLowerInvariant()} {value}")
            : DnsFailures.Record("content", "flags, tag and value are wanted, such as '0 issue \"letsencrypt.org\"'.");
    }

    private static Result<string> StartOf(string zone, string content) =>
        Soa.Parse(content) is { } soa && Host(zone, soa.Mname) is { } mname && Soa.ToRname(soa.Rname.TrimEnd('.')) is { } rname
            ? (soa with { Mname = mname, Rname = rname + "." }).ToString()
            : DnsFailures.Record("content", "mname, rname, serial, refresh, retry, expire and minimum are wanted, the last five as whole numbers; or give them as parameters.");

    // Quirk Q-064: names in contents are whole ones without a dot at their end; only one of a single label is relative.
    private static string? Host(string zone, string text) =>
        text == RecordName.Apex ? zone + "."
        : ZoneName.Canonical(text) is not { } name ? null
        : name.Contains('.', StringComparison.Ordinal) || text.EndsWith('.') ? name + "."
        : $"{name}.{zone}.";

    private static string[] Words(string content) => content.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostPriority ? number : null;

    [GeneratedRegex(@"^[0-9]{1,3}(\.[0-9]{1,3}){3}\z")]
    private static partial Regex Ipv4();

    [GeneratedRegex(@"^[A-Za-z0-9]{1,15}\z")]
    private static partial Regex Tag();
}
