using Slipway.Storage;

namespace Slipway.Mail;

internal static class MailStore
{
    public static Task InsertAsync(DatabaseTransaction transaction, string recipient, string subject, string body, string? attachment, string? replyTo, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "insert into mail_message (recipient, subject, body, attachment, reply_to, created_at, due_at, attempts) values (@recipient, @subject, @body, @attachment, @reply_to, @now, @now, 0)",
            ("recipient", recipient), ("subject", subject), ("body", body), ("attachment", attachment), ("reply_to", replyTo), ("now", now));

    public static Task<bool> IsAnyDueAsync(DatabaseSession session, DateTimeOffset now) =>
        session.ScalarAsync<bool>("select exists (select 1 from mail_message where due_at <= @now)", ("now", now));

    /// <summary>The next mail that is due, kept from other senders until <paramref name="until"/>.</summary>
    public static Task<QueuedMail?> TakeAsync(DatabaseTransaction transaction, DateTimeOffset now, DateTimeOffset until) =>
        transaction.FirstAsync(
            $"update mail_message set due_at = @until, attempts = attempts + 1 where id = (select id from mail_message where due_at <= @now order by due_at limit 1{transaction.ForUpdateSkipLocked}) " +
            "returning id, recipient, subject, body, attachment, created_at, attempts, reply_to",
            row => new QueuedMail(row.Int(0), row.Text(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.Time(5), row.Int(6)) { ReplyTo = row.TextOrNull(7) },
            ("until", until), ("now", now));

    public static Task SentAsync(DatabaseTransaction transaction, int id, DateTimeOffset now) =>
        transaction.ExecuteAsync("update mail_message set sent_at = @now, due_at = null, last_error = null where id = @id", ("now", now), ("id", id));

    public static Task RefusedAsync(DatabaseTransaction transaction, int id, DateTimeOffset next, string error) =>
        transaction.ExecuteAsync("update mail_message set due_at = @next, last_error = @error where id = @id", ("next", next), ("error", error), ("id", id));
}

internal sealed record QueuedMail(int Id, string Recipient, string Subject, string Body, string? Attachment, DateTimeOffset CreatedAt, int Attempts)
{
    /// <summary>Where an answer goes, when it is not the sender.</summary>
    public string? ReplyTo { get; init; }
}
