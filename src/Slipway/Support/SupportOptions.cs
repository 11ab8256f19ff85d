using System.Text.RegularExpressions;
using MimeKit;

namespace Slipway.Support;

/// <summary>Section <c>Support</c>: how tickets are called, and how mail about them goes to and fro.</summary>
public sealed partial class SupportOptions
{
    /// <summary>Begins the numbers of tickets: <c>CS-104233</c>.</summary>
    public string Prefix { get; set; } = "CS-";

    /// <summary>The operator's mailbox; without it nobody is mailed when a customer writes.</summary>
    public string? Mailbox { get; set; }

    /// <summary>Address whose mail comes to <c>slipwayd tickets receive</c>, such as <c>support@example.net</c>; answers go to <c>support+TOKEN@example.net</c>.</summary>
    public string? ReplyAddress { get; set; }

    /// <summary>Page of a ticket, with <c>{ticket}</c> where its number belongs; without it links lead to the API.</summary>
    public string? TicketUrl { get; set; }

    /// <summary>Where answers to this ticket go; null when no mail is received.</summary>
    public string? ReplyAddressOf(Ticket ticket) =>
        ReplyAddress is { } address && address.LastIndexOf('@') is > 0 and var at ? $"{address[..at]}+{ticket.ReplyToken}{address[at..]}" : null;

    /// <summary>Every mistake, each with its setting.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (!PrefixForm().IsMatch(Prefix))
        {
            yield return $"Support:Prefix is '{Prefix}'; allowed are 1 to 8 capital letters and a hyphen, such as CS-.";
        }

        if (Mailbox is not null && !MailboxAddress.TryParse(Mailbox, out _))
        {
            yield return $"Support:Mailbox '{Mailbox}' is no mail address.";
        }

        if (ReplyAddress is not null && !ReplyForm().IsMatch(ReplyAddress))
        {
            yield return $"Support:ReplyAddress is '{ReplyAddress}'; give an address alone, without a plus, such as support@example.net.";
        }

        if (TicketUrl is not null && (!TicketUrl.Contains("{ticket}", StringComparison.Ordinal) || !Uri.TryCreate(TicketUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            yield return $"Support:TicketUrl is '{TicketUrl}'; give an http or https address with {{ticket}} in it, such as https://panel.example.net/tickets/{{ticket}}.";
        }
    }

    [GeneratedRegex(@"^[A-Z]{1,8}-\z")]
    private static partial Regex PrefixForm();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,30}@[A-Za-z0-9.-]{1,200}\z")]
    private static partial Regex ReplyForm();
}
