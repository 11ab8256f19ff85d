using Slipway.Dns;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>A zone in lists.</summary>
internal sealed record ZoneShape(int Id, string Name, string Kind, bool Dnssec, int? ServerId, uint? Serial, int Records, IReadOnlyList<string> Nameservers, IReadOnlyList<string>? Masters)
{
    public static ZoneShape From(ZoneContents contents) => new(
        contents.Zone.Id.Value, contents.Zone.Name, contents.Zone.Kind.ToString(), contents.Zone.Dnssec, contents.Zone.ServerId?.Value, contents.Serial, contents.Records.Count, contents.Nameservers,
        contents.Zone.Masters.Count > 0 ? contents.Zone.Masters : null);
}

/// <summary>A zone with its records. Quirk Q-060: names and contents are answered letter by letter as they were sent.</summary>
internal sealed record ZoneViewShape(int Id, string Name, string Kind, bool Dnssec, uint? Serial, IReadOnlyList<string>? Ds, IReadOnlyList<RecordShape> Records)
{
    public static ZoneViewShape From(ZoneContents contents, IReadOnlyList<string> signers) => new(
        contents.Zone.Id.Value, contents.Zone.Name, contents.Zone.Kind.ToString(), contents.Zone.Dnssec, contents.Serial, signers.Count > 0 ? signers : null,
        [.. contents.Records.Select(RecordShape.From)]);
}

internal sealed record RecordShape(int Id, string Name, string Type, string Content, int Ttl, int Priority)
{
    public static RecordShape From(ZoneRecord record) => new(record.Id, record.Name, record.Type, record.Content, record.Ttl, record.Priority);
}

internal sealed record SubdomainShape(int Id, int DomainId, string Domain, int ServerId, string Name, string FullName)
{
    public static SubdomainShape From(Subdomain subdomain) => new(subdomain.Id, subdomain.ZoneId.Value, subdomain.Zone, subdomain.ServerId.Value, subdomain.Name, subdomain.FullName);
}
