using Microsoft.Extensions.Configuration;

namespace Slipway.Dns;

/// <summary>Section <c>Dns</c>. Without a DNS server no zones are offered, and addresses get no names.</summary>
public sealed class DnsOptions
{
    public PowerDnsOptions PowerDns { get; set; } = new();

    /// <summary>The names under which the world asks the DNS server: what customers enter at their registrars.</summary>
    public IList<string> Nameservers { get; set; } = [];

    /// <summary>Whom new zones name as responsible; a mail address.</summary>
    public string Hostmaster { get; set; } = "";

    /// <summary>Reverse zones that are delegated here, such as <c>64.10.in-addr.arpa</c>. An address in none of them gets a zone for its /24.</summary>
    public IList<string> ReverseZones { get; set; } = [];

    /// <summary>Zones of one account.</summary>
    public int MostZones { get; set; } = 100;

    /// <summary>Records of one zone.</summary>
    public int MostRecords { get; set; } = 1000;

    public bool IsOffered => PowerDns.Url.Length > 0;

    public static DnsOptions From(IConfiguration section) => section.Get<DnsOptions>() ?? new DnsOptions();

    public IEnumerable<string> Mistakes()
    {
        if (!IsOffered)
        {
            yield break;
        }

        foreach (var mistake in PowerDns.Mistakes())
        {
            yield return mistake;
        }

        if (Nameservers.Count == 0)
        {
            yield return "Dns:Nameservers is missing; give at least one name such as ns1.example.net (Dns:Nameservers:0).";
        }

        foreach (var name in Nameservers.Where(name => !ZoneName.IsHost(name)))
        {
            yield return $"Dns:Nameservers has '{name}'; a name such as ns1.example.net is wanted.";
        }

        if (Soa.ToRname(Hostmaster) is null)
        {
            yield return $"Dns:Hostmaster is '{Hostmaster}'; a mail address such as hostmaster@example.net is wanted.";
        }

        foreach (var zone in ReverseZones.Where(zone => !zone.EndsWith(".in-addr.arpa", StringComparison.OrdinalIgnoreCase) || !ZoneName.IsHost(zone)))
        {
            yield return $"Dns:ReverseZones has '{zone}'; a zone such as 64.10.in-addr.arpa is wanted.";
        }

        if (MostZones is < 1 or > 1_000_000)
        {
            yield return $"Dns:MostZones is {MostZones}; allowed are 1 to 1000000.";
        }

        if (MostRecords is < 10 or > 100_000)
        {
            yield return $"Dns:MostRecords is {MostRecords}; allowed are 10 to 100000.";
        }
    }
}

/// <summary>Section <c>Dns:PowerDns</c>: the HTTP interface of a PowerDNS Authoritative Server.</summary>
public sealed class PowerDnsOptions
{
    /// <summary>Such as <c>http://127.0.0.1:8081</c>. Empty: there is no DNS server.</summary>
    public string Url { get; set; } = "";

    /// <summary>Its <c>api-key</c>; or better a file with it.</summary>
    public string ApiKey { get; set; } = "";

    public string ApiKeyFile { get; set; } = "";

    /// <summary>How it calls itself in its own interface.</summary>
    public string Server { get; set; } = "localhost";

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The key, from the file if one is named.</summary>
    internal Secret Key() => new(ApiKeyFile.Length > 0 ? File.ReadAllText(ApiKeyFile).Trim() : ApiKey);

    public IEnumerable<string> Mistakes()
    {
        // The key travels there.
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return $"Dns:PowerDns:Url '{Url}' must be an http:// or https:// address.";
        }

        if (ApiKey.Length == 0 == (ApiKeyFile.Length == 0))
        {
            yield return "Dns:PowerDns:ApiKeyFile or Dns:PowerDns:ApiKey is wanted, one of the two: the api-key of pdns.conf.";
        }
        else if (ApiKeyFile.Length > 0 && !IsReadable(ApiKeyFile))
        {
            yield return $"Dns:PowerDns:ApiKeyFile '{ApiKeyFile}' cannot be read or is empty.";
        }

        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromSeconds(25))
        {
            yield return $"Dns:PowerDns:Timeout is {Timeout}; it must be a time from 00:00:00.1 to 00:00:25, because customers wait that long.";
        }
    }

    private static bool IsReadable(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim().Length > 0;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
