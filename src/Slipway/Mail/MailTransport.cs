using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Slipway.Mail;

internal interface IMailTransport
{
    Task SendAsync(QueuedMail mail, CancellationToken cancellationToken);
}

/// <summary>The message as it goes out, the same for every attempt.</summary>
internal static class MailMessage
{
    public static MimeMessage From(QueuedMail mail, MailOptions options)
    {
        var message = new MimeMessage { Subject = mail.Subject, Date = mail.CreatedAt, MessageId = $"{mail.Id}.{mail.CreatedAt.ToUnixTimeMilliseconds()}@slipway" };
        message.From.Add(MailboxAddress.Parse(options.From));
        message.To.Add(MailboxAddress.Parse(mail.Recipient));
        message.Body = new TextPart("plain") { Text = mail.Body };
        return message;
    }
}

/// <summary>An .eml file per mail, complete the moment its name appears.</summary>
internal sealed class PickupTransport(MailOptions options, string folder) : IMailTransport
{
    public async Task SendAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var name = $"{mail.CreatedAt:yyyyMMdd-HHmmss}-{mail.Id}";
        var unfinished = Path.Combine(folder, $".{name}.tmp");
        await using (var file = File.Create(unfinished))
        {
            await MailMessage.From(mail, options).WriteToAsync(file, cancellationToken);
        }

        File.Move(unfinished, Path.Combine(folder, $"{name}.eml"), overwrite: true);
    }
}

internal sealed class SmtpTransport(MailOptions options) : IMailTransport
{
    public async Task SendAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = 30_000 };
        await client.ConnectAsync(options.Host!, options.Port, Security(), cancellationToken);
        if (options.User is not null)
        {
            await client.AuthenticateAsync(options.User, options.Password ?? "", cancellationToken);
        }

        await client.SendAsync(MailMessage.From(mail, options), cancellationToken);
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
