using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Support;

internal sealed class TicketRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public int? ServerId { get; set; }

    /// <summary>What kind of wish: <c>question</c>, <c>remote-hands</c>, or what is asked of the data centre: <c>kvm</c>, <c>reboot</c> and so on.</summary>
    public string Kind { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Location { get; set; } = "";
    public int State { get; set; }

    /// <summary>In the address that answers by mail go to; random, so that nobody else can write into the ticket.</summary>
    public string ReplyToken { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<TicketRow>
    {
        public void Configure(EntityTypeBuilder<TicketRow> table)
        {
            table.ToTable("support_ticket");
            table.HasIndex(row => new { row.AccountId, row.UpdatedAt }).HasDatabaseName("support_ticket_account");
            table.HasIndex(row => new { row.State, row.UpdatedAt }).HasDatabaseName("support_ticket_state");
            table.HasIndex(row => row.ReplyToken).IsUnique();
            // One open wish of a kind for a server: asking again is asking for the same.
            table.HasIndex(row => new { row.ServerId, row.Kind }).IsUnique().HasFilter("closed_at is null and server_id is not null and kind <> 'question'").HasDatabaseName("support_ticket_open");
        }
    }
}

internal sealed class MessageRow
{
    public int Id { get; set; }
    public int TicketId { get; set; }

    /// <summary>0 customer, 1 operator, 2 the platform.</summary>
    public int Author { get; set; }
    public string AuthorName { get; set; } = "";
    public string Body { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>Message-ID of the mail it came by: one that comes twice is one.</summary>
    public string? MailId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<MessageRow>
    {
        public void Configure(EntityTypeBuilder<MessageRow> table)
        {
            table.ToTable("support_message");
            table.HasIndex(row => row.TicketId);
            table.HasIndex(row => row.MailId).IsUnique().HasFilter("mail_id is not null").HasDatabaseName("support_message_mail");
        }
    }
}

internal sealed class AttachmentRow
{
    public int Id { get; set; }
    public int MessageId { get; set; }
    public string Name { get; set; } = "";
    public string ContentType { get; set; } = "";
    public byte[] Content { get; set; } = [];

    internal sealed class Table : IEntityTypeConfiguration<AttachmentRow>
    {
        public void Configure(EntityTypeBuilder<AttachmentRow> table)
        {
            table.ToTable("support_attachment");
            table.HasIndex(row => row.MessageId);
        }
    }
}
