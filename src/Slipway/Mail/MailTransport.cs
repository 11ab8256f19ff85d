using System.Security.Cryptography;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Slipway.Mail;

internal interface IMailTransport
{
    Task SendAsync(QueuedMail mail, MailAttachment? attachment, CancellationToken cancellationToken);
}

/// <summary>The message as it goes out, the same for every attempt.</summary>
internal static class MailMessage
{
    /// <summary>Marks what we sent: what comes back with it is never taken for a customer's.</summary>
    public const string OwnHeader = "X-Slipway-Mail";

    public static MimeMessage From(QueuedMail mail, MailAttachment? attachment, MailOptions options)
    {
        var message = new MimeMessage { Subject = mail.Subject, Date = mail.CreatedAt, MessageId = $"{mail.Id}.{mail.CreatedAt.ToUnixTimeMilliseconds()}@slipway" };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(MailboxAddress.Parse(mail.Recipient));
        if (mail.ReplyTo is not null)
        {
            message.ReplyTo.Add(MailboxAddress.Parse(mail.ReplyTo));
        }

        message.Headers.Add(OwnHeader, mail.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // Nobody's absence has to be told to a program (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        var text = new TextPart("plain") { Text = mail.Body };
        message.Body = attachment is null ? text : With(attachment, text);
        return message;
    }

    private static Multipart With(MailAttachment attachment, TextPart text)
    {
        var file = new MimePart(ContentType.Parse(attachment.ContentType))
        {
            Content = new MimeContent(new MemoryStream(attachment.Content)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = attachment.FileName,
        };
        // Follows from what it separates: it is the same for every attempt, and nobody can write it into the text.
        var boundary = Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes(text.Text), .. attachment.Content]))[..32];
        return new Multipart("mixed", text, file) { Boundary = boundary };
    }
}

/// <summary>An .eml file per mail, complete the moment its name appears.</summary>
internal sealed class PickupTransport(MailOptions options, string folder) : IMailTransport
{
    public async Task SendAsync(QueuedMail mail, MailAttachment? attachment, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var name = $"{mail.CreatedAt:yyyyMMdd-HHmmss}-{mail.Id}";
        var unfinished = Path.Combine(folder, $".{name}.tmp");
        await using (var file = File.Create(unfinished))
        {
            await MailMessage.From(mail, attachment, options).WriteToAsync(file, cancellationToken);
        }

        File.Move(unfinished, Path.Combine(folder, $"{name}.eml"), overwrite: true);
    }
}

internal sealed class SmtpTransport(MailOptions options) : IMailTransport
{
    public async Task SendAsync(QueuedMail mail, MailAttachment? attachment, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = 30_000 };
        await client.ConnectAsync(options.Host!, options.Port, Security(), cancellationToken);
        if (options.User is not null)
        {
            await client.AuthenticateAsync(options.User, options.Password ?? "", cancellationToken);
        }

        await client.SendAsync(MailMessage.From(mail, attachment, options), cancellationToken);
        await client.DisconnectAsync(true, cancellationToken);
    }

    private SecureSocketOptions Security() => options.Security switch
    {
        "none" => SecureSocketOptions.None,
        "starttls" => SecureSocketOptions.StartTls,
        "tls" => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.Auto,
    };
}
