using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Orders;

internal sealed class OrderRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public int ServerId { get; set; }
    public int State { get; set; }
    public string Period { get; set; } = "";
    public string Currency { get; set; } = "";

    /// <summary>What every further period costs.</summary>
    public long Recurring { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Until when it is paid, once it runs.</summary>
    public DateTimeOffset PaidUntil { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<OrderRow>
    {
        public void Configure(EntityTypeBuilder<OrderRow> table)
        {
            table.ToTable("orders_order");
            table.HasIndex(row => row.ServerId).IsUnique();
            table.HasIndex(row => row.AccountId);
        }
    }
}

internal sealed class RepeatedOrderRow
{
    public int AccountId { get; set; }
    public string Key { get; set; } = "";

    /// <summary>Hash of the request; the same key with another request is a mistake of the client.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>What was answered, and will be answered again.</summary>
    public string AnswerJson { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<RepeatedOrderRow>
    {
        public void Configure(EntityTypeBuilder<RepeatedOrderRow> table)
        {
            table.ToTable("orders_idempotency");
            table.HasKey(row => new { row.AccountId, row.Key });
        }
    }
}

internal sealed class CancellationRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public int ServerId { get; set; }
    public bool Immediate { get; set; }
    public string Reason { get; set; } = "";
    public DateTimeOffset RequestedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<CancellationRow>
    {
        public void Configure(EntityTypeBuilder<CancellationRow> table)
        {
            table.ToTable("orders_cancellation");
            table.HasIndex(row => row.ServerId);
        }
    }
}
