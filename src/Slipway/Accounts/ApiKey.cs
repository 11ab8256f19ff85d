using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Accounts;

/// <summary>An API key: 16 hex digits, a dash, 16 hex digits. Only its hash is kept.</summary>
public static partial class ApiKey
{
    public static Secret New() => new($"{RandomNumberGenerator.GetHexString(16, lowercase: true)}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

    public static bool HasForm(string key) => Form().IsMatch(key);

    /// <summary>Keys and tokens are random, so a plain fast hash hides them; it is what the database finds them by.</summary>
    public static string Hash(string keyOrToken) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keyOrToken)));

    [GeneratedRegex("^[0-9a-f]{16}-[0-9a-f]{16}\\z", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
