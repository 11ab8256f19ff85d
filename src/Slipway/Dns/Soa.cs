using System.Globalization;

namespace Slipway.Dns;

/// <summary>The start of a zone: who answers for it, and the number that rises with every change.</summary>
internal sealed record Soa(string Mname, string Rname, uint Serial, int Refresh, int Retry, int Expire, int Minimum)
{
    public const int Longest = int.MaxValue;

    public static Soa New(string nameserver, string hostmaster, DateTimeOffset now) => new(nameserver, ToRname(hostmaster)!, First(now), 10_800, 3_600, 604_800, 3_600);

    public static Soa? Parse(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var mname, var rname, var serial, var refresh, var retry, var expire, var minimum]
        && uint.TryParse(serial, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Seconds(refresh) is { } one && Seconds(retry) is { } two && Seconds(expire) is { } three && Seconds(minimum) is { } four
            ? new Soa(mname, rname, number, one, two, three, four)
            : null;

    /// <summary>The next number after <paramref name="serial"/>: today's date with two digits, or one more if that is not higher (RFC 1912).</summary>
    public static uint Next(uint serial, DateTimeOffset now) => First(now) is var today && today > serial ? today : serial == uint.MaxValue ? 1 : serial + 1;

    /// <summary>A mail address as a name, its @ being a dot; null when it is neither.</summary>
    public static string? ToRname(string hostmaster)
    {
        var at = hostmaster.IndexOf('@', StringComparison.Ordinal);
        // A dot in front of the @ would read like the @ itself.
        var name = at < 0 ? hostmaster : at > 0 && !hostmaster[..at].Contains('.', StringComparison.Ordinal) ? $"{hostmaster[..at]}.{hostmaster[(at + 1)..]}" : "";
        return ZoneName.Canonical(name);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mname} {Rname} {Serial} {Refresh} {Retry} {Expire} {Minimum}");

    private static uint First(DateTimeOffset now) => (uint)(((((now.UtcDateTime.Year * 100) + now.UtcDateTime.Month) * 100) + now.UtcDateTime.Day) * 100);

    private static int? Seconds(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
