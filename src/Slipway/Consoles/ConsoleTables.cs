using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Consoles;

/// <summary>The right to look at a server's screen once.</summary>
internal sealed class ConsoleTicketRow
{
    /// <summary>SHA-256 of the ticket, which is random.</summary>
    public string Hash { get; set; } = "";
    public int ServerId { get; set; }
    public int AccountId { get; set; }

    /// <summary>The only address it may be used from; null is any.</summary>
    public string? WhiteIp { get; set; }

    /// <summary>Until when it opens; of one that is used, until when its console counts as open.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>Ended by the customer: an open console closes.</summary>
    public DateTimeOffset? StoppedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ConsoleTicketRow>
    {
        public void Configure(EntityTypeBuilder<ConsoleTicketRow> table)
        {
            table.ToTable("consoles_ticket");
            table.HasKey(row => row.Hash);
            table.HasIndex(row => row.ServerId);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}
