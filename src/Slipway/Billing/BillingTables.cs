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

    /// <summary>The book it is written in, see <see cref="Book"/>: <c>credit:48112</c>, <c>revenue</c>.</summary>
    public string Book { get; set; } = "";
    public string Currency { get; set; } = "";

    /// <summary>Parts of the unit, see <see cref="Money.StoredParts"/>.</summary>
    public long Amount { get; set; }

    /// <summary>Sum over a book of one account up to here; null in the provider's own books, which many write at once.</summary>
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

    /// <summary>What it asks money for, see <see cref="InvoicePurpose"/>.</summary>
    public int Purpose { get; set; }

    /// <summary>Number in the legal entity's series; null until its money is earned.</summary>
    public string? Number { get; set; }
    public string Currency { get; set; } = "";
    public long Net { get; set; }
    public long Tax { get; set; }

    /// <summary>Net and tax together.</summary>
    public long Total { get; set; }

    /// <summary>Hundredths of a percent: 2100 is 21 %.</summary>
    public int TaxRate { get; set; }

    /// <summary>Why it is taxed this way, see <see cref="Pricing.TaxRule"/>.</summary>
    public int TaxRule { get; set; }

    /// <summary>Its lines contain the tax; and a rate, in hundredths of a percent, that was taken out of them.</summary>
    public bool TaxIncluded { get; set; }
    public int TaxRemoved { get; set; }

    /// <summary>Whose tax it is.</summary>
    public string TaxCountry { get; set; } = "";

    /// <summary>How much of the total has been paid so far.</summary>
    public long Paid { get; set; }

    /// <summary>How much of what was paid has been given back by credit notes.</summary>
    public long Refunded { get; set; }
    public int? ServerId { get; set; }
    public int? OrderId { get; set; }

    /// <summary>The period of service that it pays; null when it pays none.</summary>
    public DateTimeOffset? PeriodFrom { get; set; }
    public DateTimeOffset? PeriodTo { get; set; }

    /// <summary>The run that waits for the money.</summary>
    public string? AsyncKey { get; set; }

    /// <summary>Name and address of the customer as they were when it was issued: JSON of <see cref="BillTo"/>.</summary>
    public string BillTo { get; set; } = "";
    public DateTimeOffset IssuedAt { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When the money was earned and the number given.</summary>
    public DateTimeOffset? PostedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<InvoiceRow>
    {
        public void Configure(EntityTypeBuilder<InvoiceRow> table)
        {
            table.ToTable("billing_invoice");
            table.HasIndex(row => new { row.AccountId, row.Id }).HasDatabaseName("billing_invoice_account");
            table.HasIndex(row => row.ServerId);
            table.HasIndex(row => row.OrderId);
            table.HasIndex(row => row.State).HasFilter("state in (0, 4, 5)").HasDatabaseName("billing_invoice_open");
            table.HasIndex(row => row.Number).IsUnique();
            // A service is billed once for a period, whoever asks and however often.
            table.HasIndex(row => new { row.OrderId, row.Purpose, row.PeriodFrom }).IsUnique().HasFilter("order_id is not null and period_from is not null and state <> 2").HasDatabaseName("billing_invoice_period");
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

    /// <summary>The invoice that this line of a collective invoice pays.</summary>
    public int? PaysInvoiceId { get; set; }

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

internal sealed class CreditNoteRow
{
    public int Id { get; set; }
    public int InvoiceId { get; set; }
    public int AccountId { get; set; }
    public string Number { get; set; } = "";
    public string Currency { get; set; } = "";
    public long Net { get; set; }
    public long Tax { get; set; }
    public long Total { get; set; }
    public string Reason { get; set; } = "";
    public DateTimeOffset IssuedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<CreditNoteRow>
    {
        public void Configure(EntityTypeBuilder<CreditNoteRow> table)
        {
            table.ToTable("billing_credit_note");
            table.HasOne<InvoiceRow>().WithMany().HasForeignKey(row => row.InvoiceId).OnDelete(DeleteBehavior.Restrict);
            table.HasIndex(row => row.InvoiceId);
            table.HasIndex(row => row.Number).IsUnique();
        }
    }
}

/// <summary>The last number that was given in a series. Raised in the transaction that uses it, so none is ever left out.</summary>
internal sealed class SeriesRow
{
    /// <summary>Prefix of the numbers, such as <c>SW-2026-</c>.</summary>
    public string Series { get; set; } = "";
    public int Last { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SeriesRow>
    {
        public void Configure(EntityTypeBuilder<SeriesRow> table)
        {
            table.ToTable("billing_series");
            table.HasKey(row => row.Series);
        }
    }
}

/// <summary>One payment through a gateway: begun by us, told on by the gateway's events.</summary>
internal sealed class PaymentRow
{
    public int Id { get; set; }
    public string Gateway { get; set; } = "";

    /// <summary>The gateway's own name for it.</summary>
    public string Reference { get; set; } = "";

    /// <summary>A second name, under which later events speak of it.</summary>
    public string? OtherReference { get; set; }
    public int AccountId { get; set; }
    public int InvoiceId { get; set; }
    public string Currency { get; set; } = "";
    public long Asked { get; set; }

    /// <summary>What has been heard, see <see cref="Gateways.PaymentFacts"/>: facts are only ever added.</summary>
    public int Facts { get; set; }

    /// <summary>The most that was said to be paid, and to be given back.</summary>
    public long Paid { get; set; }
    public long Returned { get; set; }

    /// <summary>How much of both is in the books already.</summary>
    public long BookedPaid { get; set; }
    public long BookedReturned { get; set; }

    /// <summary>Where the customer pays; null when there is no page for it.</summary>
    public string? Url { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ChangedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentRow>
    {
        public void Configure(EntityTypeBuilder<PaymentRow> table)
        {
            table.ToTable("billing_payment");
            table.HasIndex(row => new { row.Gateway, row.Reference }).IsUnique().HasDatabaseName("billing_payment_reference");
            table.HasIndex(row => new { row.Gateway, row.OtherReference }).HasDatabaseName("billing_payment_other_reference");
            table.HasIndex(row => row.InvoiceId);
        }
    }
}

/// <summary>An event that speaks of a payment nobody knows yet; applied as soon as it is known.</summary>
internal sealed class EarlyEventRow
{
    public int Id { get; set; }
    public string Gateway { get; set; } = "";
    public string Reference { get; set; } = "";
    public string EventJson { get; set; } = "";
    public DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<EarlyEventRow>
    {
        public void Configure(EntityTypeBuilder<EarlyEventRow> table)
        {
            table.ToTable("billing_early_event");
            table.HasIndex(row => new { row.Gateway, row.Reference }).HasDatabaseName("billing_early_event_reference");
        }
    }
}
