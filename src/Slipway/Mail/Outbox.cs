using Slipway.Storage;

namespace Slipway.Mail;

/// <summary>Queues a mail in the transaction that makes its facts true; <see cref="Postman"/> sends it.</summary>
public sealed class Outbox(TimeProvider clock)
{
    public Task QueueAsync(DatabaseTransaction transaction, string recipient, Letter letter) =>
        MailStore.InsertAsync(transaction, recipient, letter.Subject, letter.Text(), letter.Attachment, clock.GetUtcNow());
}
