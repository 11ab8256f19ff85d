using System.Globalization;

namespace Slipway.Dns;

public readonly record struct ZoneId(int Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whose records these are: the platform's own, or copies of another server's.</summary>
public enum ZoneKind
{
    Master,
    Slave,
}

/// <param name="AccountId">Null for the operator's own.</param>
/// <param name="Name">Lower case, without the last dot, in the form in which it travels (<c>xn--</c>).</param>
/// <param name="Masters">Addresses of the masters of a slave.</param>
/// <param name="DirtySince">The DNS server may have something else: it is written again until this is null.</param>
/// <param name="Deleted">Not there for anybody: being made or being taken away. What is left of it goes.</param>
public sealed record Zone(
    ZoneId Id, AccountId? AccountId, string Name, ZoneKind Kind, ServerId? ServerId, IReadOnlyList<string> Masters, bool Dnssec, DateTimeOffset CreatedAt, DateTimeOffset? DirtySince = null, bool Deleted = false)
{
    internal string MastersText => string.Join(',', Masters);
}

/// <param name="Id">0 as long as it has no row.</param>
/// <param name="Name">As the customer wrote it.</param>
/// <param name="Content">As the customer wrote it.</param>
public sealed record ZoneRecord(int Id, string Name, string Type, string Content, int Ttl, int Priority)
{
    /// <summary>The same record as the DNS server has it: two spellings of one value are one.</summary>
    internal (string Owner, string Type, string Content) Published(string zone) =>
        (RecordName.Owner(zone, Name).Value, RecordTypes.Published(Type), RecordContent.Publish(zone, Type, Content, Priority).Value);

    internal bool IsAt(string zone, string owner) => RecordName.Owner(zone, Name).Value == owner;
}

public sealed record ZoneContents(Zone Zone, IReadOnlyList<ZoneRecord> Records)
{
    internal ZoneRecord? SoaRecord => Records.FirstOrDefault(record => record.Type == RecordTypes.Soa);

    /// <summary>Null for a slave, whose records are not here.</summary>
    public uint? Serial => SoaRecord is { } soa ? Soa.Parse(soa.Content)?.Serial : null;

    /// <summary>The names in the apex: what a registrar is told.</summary>
    public IReadOnlyList<string> Nameservers => [.. Records.Where(record => record.Type == RecordTypes.Ns && record.IsAt(Zone.Name, Zone.Name)).Select(record => record.Content)];
}

/// <summary>A zone as a caller names it: by number, by name, or by both.</summary>
public sealed record ZoneRef(int? Id, string? Name)
{
    public override string ToString() => Name is null ? string.Create(CultureInfo.InvariantCulture, $"#{Id}") : $"'{(Name.Length > 80 ? Name[..80] + "..." : Name)}'";
}

/// <param name="Name">Relative to the zone, as the customer wrote it.</param>
public sealed record Subdomain(int Id, ZoneId ZoneId, string Zone, ServerId ServerId, string Name)
{
    public string FullName => RecordName.Owner(Zone, Name).Value;
}
