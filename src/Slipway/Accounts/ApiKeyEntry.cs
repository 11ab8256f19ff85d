namespace Slipway.Accounts;

/// <summary>An API key as its owner sees it: everything but the key.</summary>
/// <param name="ServerId">Null for the whole account.</param>
/// <param name="AllowedIps">Empty for any address.</param>
/// <param name="SpendCap">The most it may spend in a calendar month (UTC); null for as much as there is.</param>
public sealed record ApiKeyEntry(
    ApiKeyId Id, AccountId AccountId, ServerId? ServerId, string Name, bool Active, string AllowedIps, NotifyMethod Notify, string NotifyAddress, KeyScopes Scopes,
    DateTimeOffset? ExpiresAt, Money? SpendCap, string RateClass, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt)
{
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>Whoever has this key can do no more with the other than with this.</summary>
    public bool Covers(ApiKeyEntry other) =>
        SpendCap is null && Scopes.Covers(other.Scopes) && (ExpiresAt is null || other.ExpiresAt <= ExpiresAt) && (ServerId is null || ServerId == other.ServerId)
        && AddressList.Covers(AllowedIps, other.AllowedIps);

    /// <summary>One of its limits, by the name of the field; null when it may do everything, for ever and from everywhere.</summary>
    internal string? Limit => SpendCap is not null ? "spend_cap" : !Scopes.IsAll ? "scopes" : ExpiresAt is not null ? "expires" : AllowedIps.Length > 0 ? "ip" : ServerId is not null ? "server_id" : null;

    /// <summary>What its sessions were opened on is another thing now.</summary>
    public bool EndsSessionsOf(ApiKeyEntry old) =>
        this with { Name = old.Name, Notify = old.Notify, NotifyAddress = old.NotifyAddress, SpendCap = old.SpendCap, LastLoginAt = old.LastLoginAt } != old;
}

/// <summary>How the owner hears of a login.</summary>
public enum NotifyMethod
{
    None,
    Email,
    Webhook,
}

/// <summary>What a key shall be like; what is null stays as it is.</summary>
public sealed record ApiKeyChange
{
    public string? Name { get; init; }

    /// <summary>0 for the whole account.</summary>
    public int? Server { get; init; }

    public bool? Active { get; init; }

    public string? AllowedIps { get; init; }

    public NotifyMethod? Notify { get; init; }

    public string? NotifyAddress { get; init; }

    public KeyScopes? Scopes { get; init; }

    public Wanted<DateTimeOffset?>? Expires { get; init; }

    public Wanted<decimal?>? SpendCap { get; init; }

    public string? RateClass { get; init; }
}

/// <summary>A wish that may be for nothing: no limit, no end.</summary>
public readonly record struct Wanted<T>(T Value);

/// <param name="Key">Told once; only its hash is kept.</param>
public sealed record MadeApiKey(ApiKeyEntry Entry, Secret Key);

/// <summary>Something that happened to a key, or by it.</summary>
/// <param name="Kind">created, changed, reissued, deleted, login, refused, notified, spent.</param>
/// <param name="Key">Null for a login with a password.</param>
public sealed record ApiKeyEvent(int Id, ApiKeyId? Key, string Kind, string? Ip, string Note, DateTimeOffset At);
