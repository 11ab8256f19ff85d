using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Media;

/// <summary>An ISO image that servers can be given to read.</summary>
internal sealed class IsoRow
{
    public int Id { get; set; }

    /// <summary>Whose it is; null for the operator's, which everybody may use.</summary>
    public int? AccountId { get; set; }
    public string Name { get; set; } = "";
    public string ShortName { get; set; } = "";
    public string Description { get; set; } = "";
    public string Url { get; set; } = "";

    /// <summary>Lower-case hexadecimal: what was demanded, and once it is there what it is.</summary>
    public string Sha256 { get; set; } = "";
    public long Bytes { get; set; }

    /// <summary>0 pending, 1 ready, 2 refused.</summary>
    public int State { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Trouble { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<IsoRow>
    {
        public void Configure(EntityTypeBuilder<IsoRow> table)
        {
            table.ToTable("media_iso");
            table.HasIndex(row => row.AccountId);
        }
    }
}
