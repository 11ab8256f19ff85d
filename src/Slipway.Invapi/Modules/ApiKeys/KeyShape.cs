using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>A key as api_keys.md has it, and after <c>last_login</c> what is ours. <c>api_key</c> stands only where it is told this once.</summary>
internal sealed record KeyShape(
    int Id, string Name, int ServerId, string Ip, int Active, string LoginNotifyMethod, string LoginNotifyAddress, string Created, string LastLogin, string Scopes, string Expires, long ExpiresUnix,
    string SpendCap, string RateClass)
{
    public string? SpentThisMonth { get; init; }

    public string? ApiKey { get; init; }

    public static KeyShape From(ApiKeyEntry key) => new(
        key.Id.Value, key.Name, key.ServerId?.Value ?? 0, key.AllowedIps, key.Active ? 1 : 0, key.Notify.ToString().ToLowerInvariant(), key.NotifyAddress, WireWords.Time(key.CreatedAt),
        key.LastLoginAt is { } login ? WireWords.Time(login) : "", key.Scopes.Text, key.ExpiresAt is { } expires ? WireWords.Time(expires) : "", key.ExpiresAt?.ToUnixTimeSeconds() ?? 0,
        key.SpendCap?.ToText() ?? "", key.RateClass);

    public static KeyShape From(MadeApiKey made) => From(made.Entry) with { ApiKey = made.Key.Reveal() };
}
