using System.Net;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>Logging in with an API key.</summary>
public sealed class KeyLogin(Database database, Sessions sessions, LoginNotices notices, TimeProvider clock)
{
    /// <summary>What a login without a wish gets; the documented life of the original.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(2);

    /// <summary>Exchanges a key for a token.</summary>
    /// <param name="peer">The caller's address, checked against the key's list; with <paramref name="bindToPeer"/> the token works only from it.</param>
    public async Task<Result<Session>> RunAsync(string? key, TimeSpan? life, bool bindToPeer, IPAddress? peer, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key))
        {
            return AccountFailures.KeyEmpty;
        }

        if (!ApiKey.HasForm(key))
        {
            return AccountFailures.KeyFormat;
        }

        var now = clock.GetUtcNow();
        ApiKeyEntry? refusedKey = null;
        var login = await database.InTransactionAsync<Session>(
            async transaction =>
            {
                // Held until the session is written, so that a change of the key ends this session too, or is seen here.
                refusedKey = await ApiKeyStore.FindByHashForUpdateAsync(transaction, ApiKey.Hash(key.ToLowerInvariant()));
                if (refusedKey is not { } found)
                {
                    return AccountFailures.KeyUnknown;
                }

                var refused = !found.Active ? AccountFailures.KeyDisabled : found.IsExpired(now) ? AccountFailures.KeyExpired : AddressList.Allows(found.AllowedIps, peer) ? null : AccountFailures.IpNotAllowed;
                if (refused is not null)
                {
                    return refused;
                }

                refusedKey = null;
                var caller = new Caller(found.AccountId, found.ServerId) { Key = found.Id };
                var session = await sessions.OpenAsync(transaction, caller, found.Scopes, found.RateClass, life ?? DefaultLife, found.ExpiresAt, bindToPeer, peer);
                await notices.TellAsync(transaction, found, peer, now);
                await ApiKeyStore.LoggedInAsync(transaction, found.Id, now);
                await KeyEvents.LoginAsync(transaction, caller, peer, now);
                return session;
            },
            cancellationToken);
        if (refusedKey is not null && login.Failure is { } why)
        {
            // In a transaction of its own: a refusal leaves nothing behind.
            await KeyEvents.RefusedAsync(database, refusedKey.AccountId, refusedKey.Id, peer, why.Message, now, cancellationToken);
        }

        return login;
    }
}
