namespace Slipway.Dns;

public static class DnsFailures
{
    public static readonly Failure NotOffered = new(FailureKind.Unsupported, "dns.not-offered", "DNS hosting is not offered here; keep the zone where it is served now.");

    /// <summary>Nothing has changed, and it may be asked again.</summary>
    public static readonly Failure Away = new(FailureKind.Unavailable, "dns.server-away", "the DNS server does not answer just now; nothing has changed, try again in a minute.");

    internal static readonly Failure NotServed = new(FailureKind.NotFound, "dns.not-served", "the DNS server does not have this zone.");

    /// <summary>Unknown or somebody else's: one answer, so that nobody learns which.</summary>
    public static Failure UnknownZone(ZoneRef zone) => new(FailureKind.NotFound, "dns.zone-unknown", $"this account has no zone {zone}; pdns/list_domains shows those it has.");

    public static Failure Taken(string name) => new(FailureKind.Invalid, "dns.zone-taken", $"name: {name} is here already; pdns/view_zone shows it if it is yours.");

    public static Failure Foreign(string name) => new(
        FailureKind.Invalid, "dns.zone-foreign", $"name: {name} cannot be added: a zone above it, below it or of this name is served for somebody else. If the domain is yours, ask support.");

    public static Failure Name(string why) => new(FailureKind.Invalid, "dns.zone-name", $"name: {why}");

    public static Failure TooManyZones(int most) => new(FailureKind.Invalid, "dns.too-many-zones", $"an account has {most} zones at most; delete one first, or ask support.");

    public static Failure TooManyRecords(int most) => new(FailureKind.Invalid, "dns.too-many-records", $"a zone has {most} records at most; delete some first.");

    /// <summary>A parameter of a record that cannot be as it is.</summary>
    public static Failure Record(string field, string allowed) => new(FailureKind.Invalid, "dns.record-invalid", $"{field}: {allowed}");

    public static Failure Conflict(string why) => new(FailureKind.Invalid, "dns.record-conflict", why);

    public static readonly Failure Slave = new(FailureKind.Unsupported, "dns.slave", "zone: this zone is a slave, its records come from its masters; change them there.");

    /// <summary>The DNS server's own reason, which is about what the customer sent.</summary>
    internal static Failure Refused(string reason) => new(FailureKind.Invalid, "dns.server-refused", $"the DNS server does not take it, nothing has changed: {reason}");

    /// <summary>There is a zone that is not ours to touch.</summary>
    internal static Failure NotOurs(string name) => new(
        FailureKind.Unavailable, "dns.not-ours", $"the DNS server has a zone {name} that was not made by this platform; the operator has to look at it.");

    public static Failure UnknownSubdomain(int id) => new(FailureKind.NotFound, "dns.subdomain-unknown", $"this account has no sub-domain {id}; pdns/list_subdomains shows those of a server.");

    public static Failure NoAddress(ServerId server) => new(FailureKind.Unavailable, "dns.server-without-address", $"server_id: server {server} has no address yet; try again when it is delivered.");

    public static Failure NoReverseZone(string ip) => new(FailureKind.Unsupported, "dns.no-reverse-zone", $"names of {ip} are not published here; only IPv4 addresses get one.");
}
