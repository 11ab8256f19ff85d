using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Billing;

/// <summary>A movement of money: its postings sum to zero. Never changed, never deleted.</summary>
internal sealed class EntryRow
{
    public int Id { get; set; }
    public DateTimeOffset At { get; set; }
    public string Kind { get; set; } = "";
    public int? AccountId { get; set; }
    public int? InvoiceId { get; set; }
    public string Memo { get; set; } = "";

    internal sealed class Table : IEntityTypeConfiguration<EntryRow>
    {
        public void Configure(EntityTypeBuilder<EntryRow> table)
        {
            table.ToTable("billing_entry");
            table.HasIndex(row => row.InvoiceId);
            table.HasIndex(row => row.AccountId);
        }
    }
}

internal sealed class PostingRow
{
    public int Id { get; set; }
    public int EntryId { get; set; }

    /// <summary>The book it is written in: <c>credit:48112</c>, <c>revenue</c>, <c>deposits</c>.</summary>
    public string Book { get; set; } = "";
    public string Currency { get; set; } = "";

    /// <summary>Parts of the unit, see <see cref="Money.StoredParts"/>.</summary>
    public long Amount { get; set; }

    /// <summary>Sum over a customer's credit up to here; null in the provider's own books, which many write at once.</summary>
    public long? Balance { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PostingRow>
    {
        public void Configure(EntityTypeBuilder<PostingRow> table)
        {
            table.ToTable("billing_posting");
            table.HasOne<EntryRow>().WithMany().HasForeignKey(row => row.EntryId).OnDelete(DeleteBehavior.Restrict);
            // The latest posting of a book tells its balance.
            table.HasIndex(row => new { row.Book, row.Currency, row.Id }).HasDatabaseName("billing_posting_book");
        }
    }
}

internal sealed class InvoiceRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public int State { get; set; }
    public string Currency { get; set; } = "";
    public long Total { get; set; }

    /// <summary>How much of the total has been paid so far.</summary>
    public long Paid { get; set; }
    public int? ServerId { get; set; }

    /// <summary>The run that waits for the money.</summary>
    public string? AsyncKey { get; set; }
    public DateTimeOffset IssuedAt { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<InvoiceRow>
    {
        public void Configure(EntityTypeBuilder<InvoiceRow> table)
        {
            table.ToTable("billing_invoice");
            table.HasIndex(row => new { row.AccountId, row.Id }).HasDatabaseName("billing_invoice_account");
            table.HasIndex(row => row.ServerId);
        }
    }
}

internal sealed class InvoiceLineRow
{
    public int Id { get; set; }
    public int InvoiceId { get; set; }
    public string Kind { get; set; } = "";
    public string Description { get; set; } = "";
    public long Amount { get; set; }

    /// <summary>The order (service number) the line belongs to.</summary>
    public int? OrderId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<InvoiceLineRow>
    {
        public void Configure(EntityTypeBuilder<InvoiceLineRow> table)
        {
            table.ToTable("billing_invoice_line");
            table.HasOne<InvoiceRow>().WithMany().HasForeignKey(row => row.InvoiceId).OnDelete(DeleteBehavior.Restrict);
            table.HasIndex(row => row.InvoiceId);
        }
    }
}
