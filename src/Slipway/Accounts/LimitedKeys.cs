using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>What opens the whole account by another way than a key is not changed by a key with limits: it would be free of them by that way.</summary>
public static class LimitedKeys
{
    /// <summary>Null when the caller came with a password, or with a key that has no limits.</summary>
    /// <param name="what">What he wanted to do, in the infinitive: <c>set a password</c>.</param>
    public static async Task<Failure?> RefuseAsync(DatabaseSession session, Caller caller, string what) =>
        caller.Key is not { } id ? null
        : await ApiKeyStore.FindAsync(session, caller.AccountId, id) is not { } key ? AccountFailures.InvalidToken
        : key.Limit is not { } limit ? null
        : new Failure(
            FailureKind.Forbidden, "accounts.key-limited", $"Permission denied: API key {id} has limits ({limit}), so it can not {what}; use a key without limits.");
}
