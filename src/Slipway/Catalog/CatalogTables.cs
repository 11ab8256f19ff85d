using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Catalog;

// Ids are the operator's, not a sequence's: they are known to customers before the row exists. Position keeps the order
// in which things are shown.

internal sealed class LocationRow
{
    public string Code { get; set; } = "";
    public int Position { get; set; }
    public string Country { get; set; } = "";
    public string City { get; set; } = "";
    public string DataCentre { get; set; } = "";

    /// <summary>Empty is UTC.</summary>
    public string Timezone { get; set; } = "";

    internal sealed class Table : IEntityTypeConfiguration<LocationRow>
    {
        public void Configure(EntityTypeBuilder<LocationRow> table)
        {
            table.ToTable("catalog_location");
            table.HasKey(row => row.Code);
        }
    }
}

internal sealed class PresetGroupRow
{
    public int Id { get; set; }
    public string Name { get; set; } = "";

    internal sealed class Table : IEntityTypeConfiguration<PresetGroupRow>
    {
        public void Configure(EntityTypeBuilder<PresetGroupRow> table)
        {
            table.ToTable("catalog_preset_group");
            table.Property(row => row.Id).ValueGeneratedNever();
            table.HasIndex(row => row.Name).IsUnique();
        }
    }
}

internal sealed class PresetRow
{
    public int Id { get; set; }
    public int Position { get; set; }
    public string Name { get; set; } = "";
    public string Kind { get; set; } = "";
    public string GroupName { get; set; } = "";
    public string Description { get; set; } = "";
    public int Cores { get; set; }
    public int RamGb { get; set; }
    public int DiskCount { get; set; }
    public int DiskGb { get; set; }
    public string DiskType { get; set; } = "";
    public string CpuName { get; set; } = "";
    public double CpuGhz { get; set; }
    public string? Gpu { get; set; }
    public bool Active { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PresetRow>
    {
        public void Configure(EntityTypeBuilder<PresetRow> table)
        {
            table.ToTable("catalog_preset");
            table.Property(row => row.Id).ValueGeneratedNever();
            table.HasIndex(row => row.Name).IsUnique();
        }
    }
}

internal sealed class TrafficPlanRow
{
    public int Id { get; set; }
    public int Position { get; set; }
    public string Name { get; set; } = "";

    /// <summary>Words of the kinds, comma separated.</summary>
    public string Kinds { get; set; } = "";
    public int? LimitInTb { get; set; }
    public int? LimitOutTb { get; set; }
    public int BandwidthMbps { get; set; }
    public bool IsMain { get; set; }
    public bool Active { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<TrafficPlanRow>
    {
        public void Configure(EntityTypeBuilder<TrafficPlanRow> table)
        {
            table.ToTable("catalog_traffic_plan");
            table.Property(row => row.Id).ValueGeneratedNever();
        }
    }
}

/// <summary>A month's price of one thing in one location and currency; without a location it holds everywhere.</summary>
internal sealed class PriceRow
{
    public string Kind { get; set; } = "";
    public int ItemId { get; set; }
    public string Location { get; set; } = "";
    public string Currency { get; set; } = "";
    public int Position { get; set; }

    /// <summary>Whole number of ten-thousandths, see <see cref="Money.StoredParts"/>.</summary>
    public long Amount { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PriceRow>
    {
        public void Configure(EntityTypeBuilder<PriceRow> table)
        {
            table.ToTable("catalog_price");
            table.HasKey(row => new { row.Kind, row.ItemId, row.Location, row.Currency });
        }
    }
}

internal sealed class DiscountRow
{
    public int Months { get; set; }
    public int Percent { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<DiscountRow>
    {
        public void Configure(EntityTypeBuilder<DiscountRow> table)
        {
            table.ToTable("catalog_discount");
            table.HasKey(row => row.Months);
            table.Property(row => row.Months).ValueGeneratedNever();
        }
    }
}
