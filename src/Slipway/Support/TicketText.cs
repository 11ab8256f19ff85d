using System.Globalization;
using System.Text;
using Slipway.Accounts;

namespace Slipway.Support;

/// <summary>What people write, as it is kept: plain text with line feeds, of a bounded length.</summary>
internal static class TicketText
{
    public const int LongestBody = 32_768;
    public const int LongestSubject = 200;

    public static Failure? CheckSubject(string field, string subject) =>
        subject.Length == 0 ? SupportFailures.Invalid(field, $"give 1 to {LongestSubject} characters.") : AccountFields.Text(field, subject, LongestSubject);

    public static Failure? CheckBody(string field, string body) =>
        body.Length == 0 || string.IsNullOrWhiteSpace(body) ? SupportFailures.Invalid(field, $"give 1 to {LongestBody} characters.")
        : body.Length > LongestBody ? SupportFailures.Invalid(field, $"at most {LongestBody} characters are allowed; attach what is longer.")
        : null;

    /// <summary>Without control characters, marks that turn the direction of writing, and halves of characters, none of which a database or a terminal should meet.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var sign = text[index];
            if (sign == '\r')
            {
                clean.Append('\n');
                index += index + 1 < text.Length && text[index + 1] == '\n' ? 1 : 0;
            }
            else if (char.IsHighSurrogate(sign) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                clean.Append(sign).Append(text[++index]);
            }
            else if (char.IsSurrogate(sign))
            {
                clean.Append('\uFFFD');
            }
            else if (sign is '\n' or '\t' || !IsHidden(sign))
            {
                clean.Append(sign);
            }
        }

        return clean.ToString().Trim('\n', ' ', '\t');
    }

    /// <summary>In one line, cut to the length of a subject.</summary>
    public static string CleanLine(string text, int longest = LongestSubject)
    {
        var line = string.Join(' ', Clean(text).Split([' ', '\n', '\t', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries));
        return Cut(line, longest);
    }

    /// <summary>Not in the middle of a character.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    private static bool IsHidden(char sign) =>
        char.IsControl(sign) || sign is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') || CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.PrivateUse;
}
