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

    /// <summary>What every further period costs in prices of the catalog: the sum of the lines that recur.</summary>
    public long Recurring { get; set; }

    /// <summary>Day of the month on which its periods begin, where the month has that day.</summary>
    public int AnchorDay { get; set; }
    public DateTimeOffset? SuspendedAt { get; set; }
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
            table.HasIndex(row => new { row.State, row.PaidUntil }).HasDatabaseName("orders_order_due");
        }
    }
}

/// <summary>A part of a running service: what it is and what it costs in every period, in prices of the catalog.</summary>
internal sealed class OrderLineRow
{
    public int Id { get; set; }
    public int OrderId { get; set; }
    public string Kind { get; set; } = "";
    public string Description { get; set; } = "";
    public long Amount { get; set; }
    public bool Recurring { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<OrderLineRow>
    {
        public void Configure(EntityTypeBuilder<OrderLineRow> table)
        {
            table.ToTable("orders_line");
            table.HasIndex(row => row.OrderId);
        }
    }
}

/// <summary>What was done for a service in a period; the key is why nothing is done twice.</summary>
internal sealed class LifeEventRow
{
    public int OrderId { get; set; }

    /// <summary>Until when the service was paid at that time.</summary>
    public DateTimeOffset PaidUntil { get; set; }
    public string Kind { get; set; } = "";
    public DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<LifeEventRow>
    {
        public void Configure(EntityTypeBuilder<LifeEventRow> table)
        {
            table.ToTable("orders_life_event");
            table.HasKey(row => new { row.OrderId, row.PaidUntil, row.Kind });
        }
    }
}

internal sealed class PromotionRow
{
    public string Code { get; set; } = "";

    /// <summary>Percent off, or null.</summary>
    public int? Percent { get; set; }

    /// <summary>Amount off in <see cref="Currency"/>, or null.</summary>
    public long? Amount { get; set; }
    public string? Currency { get; set; }

    /// <summary>Also off every further period.</summary>
    public bool Forever { get; set; }
    public int? MostUses { get; set; }
    public int? MostUsesPerAccount { get; set; }
    public DateTimeOffset? From { get; set; }
    public DateTimeOffset? Until { get; set; }
    public int Uses { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PromotionRow>
    {
        public void Configure(EntityTypeBuilder<PromotionRow> table)
        {
            table.ToTable("orders_promotion");
            table.HasKey(row => row.Code);
        }
    }
}

internal sealed class PromotionUseRow
{
    public int OrderId { get; set; }
    public string Code { get; set; } = "";
    public int AccountId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PromotionUseRow>
    {
        public void Configure(EntityTypeBuilder<PromotionUseRow> table)
        {
            table.ToTable("orders_promotion_use");
            table.HasKey(row => row.OrderId);
            table.Property(row => row.OrderId).ValueGeneratedNever();
            table.HasIndex(row => new { row.Code, row.AccountId }).HasDatabaseName("orders_promotion_use_account");
        }
    }
}

/// <summary>A price that holds for a while, with its place on a node.</summary>
internal sealed class HeldQuoteRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }

    /// <summary>What was asked, as far as it has a price; the order must ask the same.</summary>
    public string Fingerprint { get; set; } = "";
    public string QuoteJson { get; set; } = "";
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The order that used it.</summary>
    public int? OrderId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<HeldQuoteRow>
    {
        public void Configure(EntityTypeBuilder<HeldQuoteRow> table)
        {
            table.ToTable("orders_held_quote");
            table.HasIndex(row => row.ExpiresAt);
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
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>0 open, 1 withdrawn, 2 carried out.</summary>
    public int State { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<CancellationRow>
    {
        public void Configure(EntityTypeBuilder<CancellationRow> table)
        {
            table.ToTable("orders_cancellation");
            table.HasIndex(row => row.ServerId);
            table.HasIndex(row => row.AccountId);
        }
    }
}
