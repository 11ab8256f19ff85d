using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Traffic;

/// <summary>Bytes that went through a server's port in a slice of time.</summary>
internal sealed class TrafficRow
{
    public int ServerId { get; set; }

    /// <summary>Length of the slice in seconds: 300, 3600 or 86400.</summary>
    public int Slice { get; set; }

    /// <summary>When it began: a multiple of its length.</summary>
    public DateTimeOffset From { get; set; }
    public long Received { get; set; }
    public long Sent { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<TrafficRow>
    {
        public void Configure(EntityTypeBuilder<TrafficRow> table)
        {
            table.ToTable("traffic_slice");
            table.HasKey(row => new { row.ServerId, row.Slice, row.From });
            table.HasIndex(row => new { row.Slice, row.From }).HasDatabaseName("traffic_slice_age");
        }
    }
}

/// <summary>Where a server's counters stood when they were last read.</summary>
internal sealed class TrafficCounterRow
{
    public int ServerId { get; set; }
    public string Epoch { get; set; } = "";
    public long Received { get; set; }
    public long Sent { get; set; }
    public DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<TrafficCounterRow>
    {
        public void Configure(EntityTypeBuilder<TrafficCounterRow> table)
        {
            table.ToTable("traffic_counter");
            table.HasKey(row => row.ServerId);
            table.Property(row => row.ServerId).ValueGeneratedNever();
        }
    }
}
