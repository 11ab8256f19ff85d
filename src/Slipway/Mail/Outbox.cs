using Slipway.Storage;

namespace Slipway.Mail;

/// <summary>Queues a mail in the transaction that makes its facts true; <see cref="Postman"/> sends it.</summary>
public sealed class Outbox(TimeProvider clock)
{
    /// <param name="replyTo">Where an answer goes, when it is not the sender.</param>
    public Task QueueAsync(DatabaseTransaction transaction, string recipient, Letter letter, string? replyTo = null) =>
        MailStore.InsertAsync(transaction, recipient, letter.Subject, letter.Text(), letter.Attachment, replyTo, clock.GetUtcNow());
}
