using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using Slipway.Mail;

namespace Slipway.Support;

/// <summary>A message as it came, read with suspicion: who sent it, whom it was for, what it says, what is attached.</summary>
/// <param name="Sender">The one address in From.</param>
/// <param name="Tokens">Of tickets, from the addresses it was sent to.</param>
/// <param name="Automatic">Why no person has written it; null when one has.</param>
internal sealed partial record IncomingMail(string Sender, IReadOnlyList<string> Tokens, string Subject, string Body, IReadOnlyList<TicketFile> Files, string MailId, string? Automatic)
{
    private const int MostTokens = 10;

    private static readonly string[] SentTo = ["Delivered-To", "X-Original-To", "To", "Cc"];

    /// <param name="recipient">The address it was delivered to, when the mail server says so beside the message.</param>
    public static async Task<Result<IncomingMail>> ReadAsync(byte[] raw, string? recipient, CancellationToken cancellationToken)
    {
        if (raw.Length > ReceiveMail.MostBytes)
        {
            return SupportFailures.Unreadable($"the mail has more than {ReceiveMail.MostBytes / 1024 / 1024} MiB.");
        }

        MimeMessage message;
        try
        {
            using var stream = new MemoryStream(raw);
            message = await MimeMessage.LoadAsync(new ParserOptions { MaxMimeDepth = 20 }, stream, cancellationToken);
        }
        catch (Exception broken) when (broken is FormatException or IOException or ArgumentException)
        {
            return SupportFailures.Unreadable("this is no mail that can be read.");
        }

        using (message)
        {
            if (message.From.Mailboxes.Take(2).ToList() is not [{ } from] || !from.Address.Contains('@', StringComparison.Ordinal) || from.Address.Length > 254)
            {
                return AutomaticReason(message) is { } nobody
                    ? new IncomingMail("", [], "", "", [], "", nobody)
                    : SupportFailures.Unreadable("the mail does not say with one address who sent it.");
            }

            var sender = TicketText.CleanLine(from.Address, 254);
            var notes = new List<string>();
            var files = FilesOf(message, notes);
            var body = TicketText.Cut(MailText.Of(message), TicketText.LongestBody - 2000);
            return new IncomingMail(
                sender, TokensOf(message, recipient), TicketText.CleanLine(message.Subject ?? ""), notes.Count == 0 ? body : $"{body}\n\n{string.Join('\n', notes)}",
                files, IdOf(message, sender, raw), AutomaticReason(message));
        }
    }

    // Of the sender, too: whoever knows another's Message-ID must not be able to use it up.
    private static string IdOf(MimeMessage message, string sender, byte[] raw)
    {
        var id = string.IsNullOrEmpty(message.MessageId) ? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(raw))}" : TicketText.CleanLine(message.MessageId, 1000);
        var full = $"{id} {sender.ToLowerInvariant()}";
        return full.Length <= 500 ? full : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))}";
    }

    private static List<string> TokensOf(MimeMessage message, string? recipient)
    {
        var addresses = message.Headers.Where(header => SentTo.Contains(header.Field, StringComparer.OrdinalIgnoreCase)).Select(header => header.Value);
        return [.. addresses.Prepend(recipient ?? "").SelectMany(value => Token().Matches(value)).Select(match => match.Groups[1].Value.ToLowerInvariant()).Distinct().Take(MostTokens)];
    }

    /// <summary>Replies of machines, mailing lists, bounces, and what we sent ourselves: an answer to them would go round in circles.</summary>
    private static string? AutomaticReason(MimeMessage message)
    {
        string? Header(string name) => message.Headers.FirstOrDefault(header => header.Field.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value?.Trim();
        return Header(MailMessage.OwnHeader) is not null ? "it was sent by this platform"
            : Header("Auto-Submitted") is { } submitted && !submitted.Equals("no", StringComparison.OrdinalIgnoreCase) ? "it says of itself that it is automatic (Auto-Submitted)"
            : Header("X-Autoreply") is not null || Header("X-Autorespond") is not null ? "it is an automatic reply"
            : Header("List-Id") is not null ? "it comes from a mailing list (List-Id)"
            : Header("Precedence") is { } precedence && Bulk().IsMatch(precedence) ? $"its Precedence is {TicketText.CleanLine(precedence, 20)}"
            : Header("Return-Path") is "<>" ? "it is a bounce (empty Return-Path)"
            : message.Body is MultipartReport ? "it is a report about a mail"
            : null;
    }

    private static List<TicketFile> FilesOf(MimeMessage message, List<string> notes)
    {
        var files = new List<TicketFile>();
        foreach (var part in message.BodyParts.Where(part => part.IsAttachment || part is not TextPart))
        {
            var name = part.ContentDisposition?.FileName ?? part.ContentType.Name;
            if (part is not MimePart { Content: { } content })
            {
                notes.Add("[A message that was attached is left out.]");
            }
            else if (files.Count >= TicketFile.Most)
            {
                notes.Add($"[{TicketFile.Of(name, null, [], files.Count + 1).Name} is left out: a message has {TicketFile.Most} attachments at most.]");
            }
            else
            {
                using var decoded = new MemoryStream();
                content.DecodeTo(decoded);
                var file = TicketFile.Of(name, part.ContentType.MimeType, decoded.ToArray(), files.Count + 1);
                if (file.Content.Length is 0 or > TicketFile.LargestBytes)
                {
                    notes.Add($"[{file.Name} is left out: it has {file.Content.Length} bytes, {TicketFile.LargestBytes} are allowed.]");
                }
                else
                {
                    files.Add(file);
                }
            }
        }

        // A thousand little parts must not become a thousand lines.
        if (notes.Count > TicketFile.Most)
        {
            notes.RemoveRange(TicketFile.Most, notes.Count - TicketFile.Most);
            notes.Add("[There was more.]");
        }

        return files;
    }

    [GeneratedRegex(@"\+([0-9a-fA-F]{32})@", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("^(bulk|list|junk|auto_reply)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bulk();
}
