using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Network;

/// <summary>A range of IPv4 addresses of one location, as numbers so that both databases can count in it.</summary>
internal sealed class PoolRow
{
    public int Id { get; set; }
    public string Location { get; set; } = "";
    public string Prefix { get; set; } = "";
    public string Gateway { get; set; } = "";
    public int Vlan { get; set; }
    public long First { get; set; }
    public long Last { get; set; }

    /// <summary>The next address that was never given; below it are rows.</summary>
    public long Next { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PoolRow>
    {
        public void Configure(EntityTypeBuilder<PoolRow> table)
        {
            table.ToTable("network_pool");
            table.HasIndex(row => row.Prefix).IsUnique();
        }
    }
}

internal sealed class AddressRow
{
    /// <summary>The address as a number. Being the key, it has one holder at most.</summary>
    public long Number { get; set; }
    public int PoolId { get; set; }
    public int? ServerId { get; set; }
    public bool Main { get; set; }

    /// <summary>Given again only some time after it was released, so that no caller meets the next customer's server.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AddressRow>
    {
        public void Configure(EntityTypeBuilder<AddressRow> table)
        {
            table.ToTable("network_address");
            table.HasKey(row => row.Number);
            table.Property(row => row.Number).ValueGeneratedNever();
            table.HasIndex(row => row.ServerId);
            table.HasIndex(row => new { row.PoolId, row.ReleasedAt }).HasFilter("server_id is null").HasDatabaseName("network_address_free");
        }
    }
}
