namespace Slipway.Mail;

/// <summary>
/// Makes the document that a mail refers to, when the mail is sent: in the transaction that queues the mail it would keep
/// every other writer waiting. Several may be registered; the first that knows the reference answers.
/// </summary>
public interface IAttachmentSource
{
    /// <param name="reference">Kind and id, such as <c>invoice:60412</c>.</param>
    /// <returns>Null if the reference is not one of this source's.</returns>
    Task<MailAttachment?> FindAsync(string reference, CancellationToken cancellationToken);
}

/// <param name="ContentType"><c>application/pdf</c>.</param>
public sealed record MailAttachment(string FileName, string ContentType, byte[] Content);
