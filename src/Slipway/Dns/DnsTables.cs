using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Dns;

/// <summary>A zone and whose it is. What is in it, the rows of <see cref="RecordRow"/> say; the DNS server serves a copy.</summary>
internal sealed class ZoneRow
{
    public int Id { get; set; }

    /// <summary>Null for the operator's own, such as reverse zones.</summary>
    public int? AccountId { get; set; }

    /// <summary>Lower case, without the last dot: <c>example.org</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Master or Slave.</summary>
    public string Kind { get; set; } = "Master";
    public int? ServerId { get; set; }

    /// <summary>Addresses of the masters of a slave, separated by commas.</summary>
    public string Masters { get; set; } = "";
    public bool Dnssec { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The copy may differ: it is written again until this is null.</summary>
    public DateTimeOffset? DirtySince { get; set; }

    /// <summary>Taken back; goes once the DNS server has let go of it.</summary>
    public bool Deleted { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ZoneRow>
    {
        public void Configure(EntityTypeBuilder<ZoneRow> table)
        {
            table.ToTable("dns_zone");
            table.HasIndex(row => row.Name).IsUnique();
            table.HasIndex(row => row.AccountId);
            table.HasIndex(row => row.DirtySince).HasFilter("dirty_since is not null").HasDatabaseName("dns_zone_dirty");
        }
    }
}

internal sealed class RecordRow
{
    public int Id { get; set; }
    public int ZoneId { get; set; }

    /// <summary>Relative to the zone, as the customer wrote it: <c>www</c>, <c>@</c>.</summary>
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";

    /// <summary>Character for character as the customer wrote it.</summary>
    public string Content { get; set; } = "";
    public int Ttl { get; set; }
    public int Priority { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<RecordRow>
    {
        public void Configure(EntityTypeBuilder<RecordRow> table)
        {
            table.ToTable("dns_record");
            table.HasIndex(row => new { row.ZoneId, row.Name, row.Type }).HasDatabaseName("dns_record_set");
        }
    }
}

/// <summary>A name in a zone that leads to a server.</summary>
internal sealed class SubdomainRow
{
    public int Id { get; set; }
    public int ZoneId { get; set; }
    public int ServerId { get; set; }
    public string Name { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SubdomainRow>
    {
        public void Configure(EntityTypeBuilder<SubdomainRow> table)
        {
            table.ToTable("dns_subdomain");
            table.HasIndex(row => new { row.ZoneId, row.Name }).IsUnique();
            table.HasIndex(row => row.ServerId);
        }
    }
}
