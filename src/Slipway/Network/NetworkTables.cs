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

    /// <summary>Gives addresses; a pool that is being emptied does not.</summary>
    public bool Enabled { get; set; } = true;

    internal sealed class Table : IEntityTypeConfiguration<PoolRow>
    {
        public void Configure(EntityTypeBuilder<PoolRow> table)
        {
            table.ToTable("network_pool");
            table.HasIndex(row => row.Prefix).IsUnique();
            table.Property(row => row.Enabled).HasDefaultValue(true);
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

    /// <summary>Kept by the operator: given to nobody. Says what for.</summary>
    public string? Reserved { get; set; }

    /// <summary>Names it is to have in the reverse zone, one a line.</summary>
    public string Ptr { get; set; } = "";

    /// <summary>Nothing goes to or from it since then.</summary>
    public DateTimeOffset? BlockedAt { get; set; }

    /// <summary>When the block ends by itself; null until somebody ends it.</summary>
    public DateTimeOffset? BlockedUntil { get; set; }
    public string? BlockReason { get; set; }

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

/// <summary>A public address that leads to an inner one for a while: how a customer reaches a management module.</summary>
internal sealed class StaticNatRow
{
    public int Id { get; set; }
    public int ServerId { get; set; }

    /// <summary>The public address, taken from a pool like every other.</summary>
    public long WhiteNumber { get; set; }
    public string InnerIp { get; set; } = "";

    /// <summary>Who may come through: addresses and networks, separated by commas.</summary>
    public string Acl { get; set; } = "";
    public bool Secured { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<StaticNatRow>
    {
        public void Configure(EntityTypeBuilder<StaticNatRow> table)
        {
            table.ToTable("network_static_nat");
            table.HasIndex(row => row.ServerId);
            table.HasIndex(row => row.WhiteNumber).IsUnique();
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
