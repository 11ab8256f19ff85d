namespace Slipway.Dns;

/// <summary>The types of records that customers can have.</summary>
internal static class RecordTypes
{
    public const string Soa = "SOA";
    public const string Ns = "NS";
    public const string A = "A";
    public const string Cname = "CNAME";
    public const string Ptr = "PTR";

    private const string Txt = "TXT";

    private static readonly string[] All = [A, "AAAA", "CAA", Cname, "DKIM", "MX", Ns, Ptr, Soa, "SPF", "SRV", Txt];

    public static Result<string> Read(string text) =>
        All.FirstOrDefault(type => type.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } type ? type : DnsFailures.Record("type", $"allowed are {string.Join(", ", All)}.");

    // Quirk Q-062: DKIM and SPF are types of the protocol only; the world reads both as TXT.
    public static string Published(string type) => type is "DKIM" or "SPF" ? Txt : type;

    public static bool HasPriority(string type) => type is "MX" or "SRV";
}
