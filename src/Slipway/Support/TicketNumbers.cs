using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Support;

/// <summary>What tickets are called: <c>CS-104233</c>, or 104233 alone. A new desk does not begin with number one.</summary>
public sealed class TicketNumbers(SupportOptions options)
{
    private const int Before = 104_000;

    private readonly Regex _inSubject = new(
        $@"\[{Regex.Escape(options.Prefix)}([0-9]{{6,9}})\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public static int NumberOf(TicketId id) => Before + id.Value;

    public string KeyOf(TicketId id) => $"{options.Prefix}{NumberOf(id).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The ticket that is meant; null when it cannot be the number of one.</summary>
    public TicketId? Find(string text)
    {
        var number = text.Trim();
        if (number.StartsWith(options.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            number = number[options.Prefix.Length..];
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found > Before ? new TicketId(found - Before) : null;
    }

    /// <summary>The ticket that the subject of a mail names: <c>Re: [CS-104233] no network</c>.</summary>
    public TicketId? InSubject(string subject) => _inSubject.Match(subject) is { Success: true } match ? Find(match.Groups[1].Value) : null;
}
