namespace Slipway.Accounts;

/// <summary>What may stand in the fields of an API key.</summary>
internal static class ApiKeyCheck
{
    private const int LongestName = 100;
    private const int LongestUrl = 1024;
    private const int MostScopes = 100;

    private static readonly Money LargestCap = new(100_000_000, Currency.Eur);

    /// <summary>Null if it will do. A date is looked at when it is new only: an old key may be edited after its end.</summary>
    public static Failure? Mistake(ApiKeyEntry key, ApiKeyChange wanted, LimitOptions limits, DateTimeOffset now) =>
        key.Name.Length == 0 ? AccountFields.Invalid("name", "give the key a name.")
        : AccountFields.Text("name", key.Name, LongestName)
        ?? (wanted.Scopes is { } scopes && scopes.Names.Count() > MostScopes ? AccountFields.Invalid("scopes", $"at most {MostScopes} are allowed.") : null)
        ?? (wanted.Expires is { Value: { } expires } && (expires <= now || expires.Year > 9000) ? AccountFields.Invalid("expires", "give a date in the future, such as 2030-01-31, or seconds since 1970; a dash takes the end away.") : null)
        ?? (wanted.SpendCap is { Value: { } cap } && (cap < 0 || cap > LargestCap.Amount || cap != decimal.Round(cap, 2))
            ? AccountFields.Invalid("spend_cap", $"give an amount from 0 to {LargestCap.ToText()} with at most two decimals; a dash takes the cap away.") : null)
        ?? (wanted.RateClass is { } name && !limits.ClassNames.Contains(name) ? AccountFields.Invalid("rate_class", $"allowed are {string.Join(", ", limits.ClassNames)}.") : null)
        ?? Notice(key);

    private static Failure? Notice(ApiKeyEntry key) => key.Notify switch
    {
        NotifyMethod.Email => AccountFields.Email(key.NotifyAddress) is null ? null : AccountFields.Invalid("login_notify_address", "give the mail address that is told of logins, such as ops@example.org."),
        NotifyMethod.Webhook => IsUrl(key.NotifyAddress) ? null : AccountFields.Invalid("login_notify_address", $"give the http or https URL that is called at a login, without user and password in it, of at most {LongestUrl} characters."),
        _ => AccountFields.Text("login_notify_address", key.NotifyAddress, LongestUrl),
    };

    private static bool IsUrl(string text) =>
        text.Length <= LongestUrl && !text.Any(char.IsControl) && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
        && url.DnsSafeHost.Length is > 0 and <= 253;
}
