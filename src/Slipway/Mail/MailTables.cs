using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Mail;

internal sealed class MailRow
{
    public int Id { get; set; }
    public string Recipient { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Body { get; set; } = "";

    /// <summary>What is attached when it is sent, such as <c>invoice:60412</c>.</summary>
    public string? Attachment { get; set; }

    /// <summary>Where an answer goes, when it is not the sender.</summary>
    public string? ReplyTo { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null once it is sent.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public string? LastError { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<MailRow>
    {
        public void Configure(EntityTypeBuilder<MailRow> table)
        {
            table.ToTable("mail_message");
            table.HasIndex(row => row.DueAt).HasFilter("due_at is not null").HasDatabaseName("mail_message_due");
        }
    }
}
