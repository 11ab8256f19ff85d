using System.Text.RegularExpressions;

namespace Slipway.Servers;

/// <summary>Host names as RFC 1123 allows them.</summary>
public static partial class Hostname
{
    /// <summary>The name in lower case, or a refusal that names the parameter.</summary>
    public static Result<string> Check(string text) =>
        text.Length is > 0 and <= 253 && text.Split('.').All(label => Label().IsMatch(label)) && !text.All(sign => char.IsAsciiDigit(sign) || sign == '.')
            ? text.ToLowerInvariant()
            : new Failure(
                FailureKind.Invalid,
                "servers.hostname-invalid",
                "hostname: allowed are labels of letters, digits and hyphens (not at an end), up to 63 characters each and 253 in all, separated by dots.");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
