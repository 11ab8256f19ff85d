using System.Globalization;

namespace Slipway.Dns;

/// <summary>Fields of the SOA that somebody wishes to be otherwise; the others stay.</summary>
public sealed record SoaFields(string? Mname = null, string? Rname = null, long? Serial = null, int? Refresh = null, int? Retry = null, int? Expire = null, int? Minimum = null)
{
    public static readonly SoaFields None = new();

    public bool IsEmpty => this == None;

    internal Result<string> Over(Soa soa)
    {
        if (Serial is < 1 or > uint.MaxValue)
        {
            return DnsFailures.Record("serial", string.Create(CultureInfo.InvariantCulture, $"allowed are 1 to {uint.MaxValue}."));
        }

        foreach (var (field, value) in new[] { ("refresh", Refresh), ("retry", Retry), ("expire", Expire), ("minimum", Minimum) })
        {
            if (value is < 60)
            {
                return DnsFailures.Record(field, "seconds are wanted, 60 or more.");
            }
        }

        // Spaces separate the fields.
        foreach (var (field, value) in new[] { ("mname", Mname), ("rname", Rname) })
        {
            if (value is not null && (value.Contains(' ', StringComparison.Ordinal) || (field == "rname" ? Soa.ToRname(value.TrimEnd('.')) : ZoneName.Canonical(value)) is null))
            {
                return DnsFailures.Record(field, field == "rname" ? "a mail address such as hostmaster@example.org is wanted." : "a host name such as ns1.example.org is wanted.");
            }
        }

        return (soa with
        {
            Mname = Mname ?? soa.Mname,
            Rname = Rname ?? soa.Rname,
            Serial = (uint?)Serial ?? soa.Serial,
            Refresh = Refresh ?? soa.Refresh,
            Retry = Retry ?? soa.Retry,
            Expire = Expire ?? soa.Expire,
            Minimum = Minimum ?? soa.Minimum,
        }).ToString();
    }
}
