using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Disks;

/// <summary>A snapshot or a backup of a server's disk. The row exists from the wish on; only a ready one can be gone back to.</summary>
internal sealed class DiskCopyRow
{
    public int Id { get; set; }
    public int ServerId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>0 snapshot, 1 backup.</summary>
    public int Kind { get; set; }

    /// <summary>0 being made, 1 ready, 2 being removed.</summary>
    public int State { get; set; }
    public long Bytes { get; set; }

    /// <summary>Made by the schedule, which removes its oldest ones.</summary>
    public bool Scheduled { get; set; }

    /// <summary>What was installed when it was made, so that going back tells the truth about the server.</summary>
    public string OsJson { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<DiskCopyRow>
    {
        public void Configure(EntityTypeBuilder<DiskCopyRow> table)
        {
            table.ToTable("disks_copy");
            table.HasIndex(row => new { row.ServerId, row.Kind, row.Name }).IsUnique().HasDatabaseName("disks_copy_name");
        }
    }
}

internal sealed class BackupScheduleRow
{
    public int ServerId { get; set; }

    /// <summary>daily, weekly or monthly.</summary>
    public string Every { get; set; } = "";

    /// <summary>Hour of the day, UTC.</summary>
    public int Hour { get; set; }

    /// <summary>How many are kept.</summary>
    public int Keep { get; set; }
    public DateTimeOffset NextAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<BackupScheduleRow>
    {
        public void Configure(EntityTypeBuilder<BackupScheduleRow> table)
        {
            table.ToTable("disks_backup_schedule");
            table.HasKey(row => row.ServerId);
            table.Property(row => row.ServerId).ValueGeneratedNever();
            table.HasIndex(row => row.NextAt);
        }
    }
}
