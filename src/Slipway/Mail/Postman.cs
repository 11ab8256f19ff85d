using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Mail;

/// <summary>
/// Sends what is queued, and tries again with growing pauses while the server does not take it. A crash between sending and
/// noting it sends a mail twice, with the same Message-Id; none is ever lost.
/// </summary>
internal sealed partial class Postman(Database database, IMailTransport transport, IEnumerable<IAttachmentSource> sources, TimeProvider clock, ILogger<Postman> log)
    : BackgroundService
{
    private static readonly TimeSpan SendingTakesAtMost = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            try
            {
                while (await SendNextAsync(stoppingToken))
                {
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                LogBroken(broken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!await database.ReadAsync(session => MailStore.IsAnyDueAsync(session, now), cancellationToken))
        {
            return false;
        }

        QueuedMail? mail = null;
        await database.InTransactionAsync(async transaction => mail = await MailStore.TakeAsync(transaction, now, now + SendingTakesAtMost), cancellationToken);
        if (mail is null)
        {
            return false;
        }

        try
        {
            await transport.SendAsync(mail, await AttachmentAsync(mail, cancellationToken), cancellationToken);
            await database.InTransactionAsync(transaction => MailStore.SentAsync(transaction, mail.Id, clock.GetUtcNow()), cancellationToken);
            LogSent(mail.Id, mail.Subject);
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, Math.Min(mail.Attempts - 1, 12))));
            LogRefused(mail.Id, mail.Attempts, pause.TotalSeconds, refused.Message);
            await database.InTransactionAsync(transaction => MailStore.RefusedAsync(transaction, mail.Id, clock.GetUtcNow() + pause, refused.Message), cancellationToken);
        }

        return true;
    }

    /// <summary>A mail that says "your invoice is attached" does not go out without it: it waits like one that the server refused.</summary>
    private async Task<MailAttachment?> AttachmentAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        if (mail.Attachment is not { } reference)
        {
            return null;
        }

        foreach (var source in sources)
        {
            if (await source.FindAsync(reference, cancellationToken) is { } attachment)
            {
                return attachment;
            }
        }

        throw new FileNotFoundException($"Nobody knows the attachment '{reference}'.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "mail {Id} sent: {Subject}")]
    private partial void LogSent(int id, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "mail {Id} was not taken (attempt {Attempt}), next try in {Seconds} s: {Reason}")]
    private partial void LogRefused(int id, int attempt, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "sending mail broke; trying again in a second")]
    private partial void LogBroken(Exception exception);
}
