using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Text;

namespace Slipway.Support;

/// <summary>What a person has written in a mail: its text, without what is quoted from the mails before.</summary>
internal static partial class MailText
{
    // Of what a mail says this much is looked at; a body is shorter still.
    private const int Longest = 256 * 1024;

    public static string Of(MimeMessage message)
    {
        var text = message.TextBody is { } plain && !string.IsNullOrWhiteSpace(plain) ? plain : message.HtmlBody is { } html ? OfHtml(TicketText.Cut(html, Longest)) : "";
        return WithoutQuotes(TicketText.Clean(TicketText.Cut(text, Longest)));
    }

    /// <summary>Crude: words and breaks. Quotations, scripts and styles are left out.</summary>
    internal static string OfHtml(string html)
    {
        var text = new StringBuilder();
        var hidden = 0;
        var quoted = 0;
        using var reader = new StringReader(html);
        var tokenizer = new HtmlTokenizer(reader);
        while (tokenizer.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
            {
                var step = tag.IsEndTag ? -1 : tag.IsEmptyElement ? 0 : 1;
                switch (tag.Id)
                {
                    case HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title or HtmlTagId.Head:
                        hidden = Math.Max(0, hidden + step);
                        break;
                    case HtmlTagId.BlockQuote:
                        quoted = Math.Max(0, quoted + step);
                        break;
                    case HtmlTagId.Br or HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.Pre when text.Length > 0 && text[^1] != '\n':
                        text.Append('\n');
                        break;
                    default:
                        break;
                }
            }
            else if (token is HtmlDataToken data && token.Kind == HtmlTokenKind.Data && hidden == 0 && quoted == 0)
            {
                text.Append(Spaces().Replace(data.Data, " "));
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// What stands behind a <c>&gt;</c> goes, and the line that says who wrote it; what stands between quotations stays. From a divider like
    /// "Original Message" on, and from a signature on, everything goes.
    /// </summary>
    internal static string WithoutQuotes(string text)
    {
        var kept = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            var bare = line.Trim();
            if (line is "-- " or "--" || Divider().IsMatch(bare))
            {
                break;
            }

            if (!bare.StartsWith('>'))
            {
                kept.Add(line.TrimEnd());
                continue;
            }

            // The first line of a quotation: who is quoted stands above, in one line or broken in two.
            while (kept.Count > 0 && kept[^1].Length == 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (kept.Count > 0 && kept[^1].EndsWith(':') && kept[^1].Length < 200)
            {
                var begins = kept.Count > 1 && !Attribution().IsMatch(kept[^1]) && Attribution().IsMatch(kept[^2]) ? 2 : Attribution().IsMatch(kept[^1]) ? 1 : 0;
                kept.RemoveRange(kept.Count - begins, begins);
            }
        }

        return string.Join('\n', kept).Trim('\n', ' ');
    }

    [GeneratedRegex(@"^-{2,} ?(Original Message|Original message|Forwarded message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Oorspronkelijk bericht)[^-]*-{2,}$|^_{20,}$", RegexOptions.NonBacktracking)]
    private static partial Regex Divider();

    [GeneratedRegex(@"^(On|Am|Le|El|Op|Il|Em|W dniu|\d{4}-\d{2}-\d{2}|.*<[^>]+@[^>]+>)", RegexOptions.NonBacktracking)]
    private static partial Regex Attribution();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
