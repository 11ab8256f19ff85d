namespace Slipway.Accounts;

/// <summary>Section <c>Public</c>: how the provider is reached from outside. Links in mails begin with it; a request's own idea of our name is never believed.</summary>
public sealed class PublicOptions
{
    /// <summary>Without a slash at the end: <c>https://api.example.net</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>Proxies in front of the daemon, as addresses and networks separated by commas: what they say of whom they pass on is believed.</summary>
    public string TrustedProxies { get; set; } = "";

    /// <param name="set">The setting, or null.</param>
    /// <param name="listening">Addresses the daemon listens on, separated by semicolons: the first is taken where nothing is set.</param>
    /// <param name="proxies">Proxies that are trusted, or null.</param>
    public static PublicOptions From(string? set, string listening, string? proxies = null) => new()
    {
        TrustedProxies = proxies ?? "",
        Url = (set is { Length: > 0 } ? set : listening.Split(';')[0]
            .Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal)).TrimEnd('/'),
    };

    public IEnumerable<string> Mistakes()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            yield return $"Public:Url is '{Url}'; it must be the http or https address at which customers reach this daemon, such as https://api.example.net.";
        }

        if (AddressList.Check("Public:TrustedProxies", TrustedProxies).Failure is { } wrong)
        {
            yield return wrong.Message;
        }
    }
}
