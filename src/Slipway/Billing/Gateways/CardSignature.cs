using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Billing.Gateways;

/// <summary>
/// The header <c>Stripe-Signature: t=UNIX_SECONDS,v1=HEX[,v1=HEX...]</c>: HMAC-SHA256 over time, a dot and the body, byte for byte.
/// While a secret is being replaced there are two signatures, or two secrets on our side; one that fits is enough.
/// </summary>
internal static class CardSignature
{
    public const string Header = "Stripe-Signature";

    /// <summary>Both ways: an old event is a replay, one from the future is a clock that is wrong.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const int LongestHeader = 4_096;

    public static bool IsGenuine(string? header, ReadOnlySpan<byte> body, IEnumerable<string> secrets, DateTimeOffset now)
    {
        if (header is null || header.Length > LongestHeader)
        {
            return false;
        }

        var parts = header.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToList();
        var times = parts.Where(part => part[0] == "t").Select(part => part[1]).ToList();
        if (times.Count != 1 || !long.TryParse(times[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var given = parts.Where(part => part[0] == "v1").Select(part => Encoding.ASCII.GetBytes(part[1])).ToList();
        byte[] signed = [.. Encoding.ASCII.GetBytes(times[0] + "."), .. body];
        var genuine = false;
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
            foreach (var signature in given)
            {
                // Compared whole, however early they differ: the time must not tell how much was right.
                genuine |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return genuine;
    }
}
