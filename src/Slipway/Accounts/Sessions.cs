using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>Logging in with an API key, finding the caller of a token, logging out.</summary>
public sealed class Sessions(Database database, TimeProvider clock)
{
    /// <summary>What a login without a wish gets; the documented life of the original.</summary>
    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(2);
    public static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    // Every request carries a token: looking it up in memory is what makes reads cheap. The database has the truth for
    // the time after a restart; a session never changes, it only ends.
    private readonly ConcurrentDictionary<string, Session> _known = new(StringComparer.Ordinal);

    /// <summary>Exchanges a key for a token.</summary>
    /// <param name="peer">The caller's address, checked against the key's list; with <paramref name="bindToPeer"/> the token works only from it.</param>
    public async Task<Result<Session>> LoginAsync(string? key, TimeSpan? life, bool bindToPeer, IPAddress? peer, CancellationToken cancellationToken)
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
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var expires = now + Clamp(life ?? DefaultLife);
        // Whole seconds, because that is what the client is told.
        expires = DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds());
        return await database.InTransactionAsync<Session>(
            async transaction =>
            {
                if (await AccountStore.FindKeyAsync(transaction, ApiKey.Hash(key.ToLowerInvariant())) is not { } found)
                {
                    return AccountFailures.KeyUnknown;
                }

                if (!found.Active)
                {
                    return AccountFailures.KeyDisabled;
                }

                if (!AddressList.Allows(found.AllowedIps, peer))
                {
                    return AccountFailures.IpNotAllowed;
                }

                var session = new Session(token, new Caller(found.AccountId, found.ServerId), bindToPeer ? peer?.ToString() : null, expires);
                await AccountStore.InsertSessionAsync(transaction, session, found.Id, now);
                transaction.AfterCommit(() => _known[ApiKey.Hash(token)] = session);
                return session;
            },
            cancellationToken);
    }

    /// <summary>The session of a token: refused when unknown, over, or used from another address than it is bound to.</summary>
    public async ValueTask<Result<Session>> FindAsync(string? token, IPAddress? peer, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 128)
        {
            return AccountFailures.InvalidToken;
        }

        var hash = ApiKey.Hash(token);
        if (!_known.TryGetValue(hash, out var session))
        {
            session = await database.ReadAsync(reader => AccountStore.FindSessionAsync(reader, hash, token), cancellationToken);
            if (session is null)
            {
                return AccountFailures.InvalidToken;
            }

            _known[hash] = session;
        }

        if (session.ExpiresAt <= clock.GetUtcNow())
        {
            _known.TryRemove(hash, out _);
            return AccountFailures.InvalidToken;
        }

        return session.BoundIp is null || session.BoundIp == peer?.ToString() ? session : AccountFailures.InvalidToken;
    }

    public async Task LogoutAsync(Session session, CancellationToken cancellationToken)
    {
        var hash = ApiKey.Hash(session.Token);
        await database.InTransactionAsync(
            async transaction =>
            {
                await AccountStore.DeleteSessionAsync(transaction, hash);
                transaction.AfterCommit(() => _known.TryRemove(hash, out _));
            },
            cancellationToken);
    }

    private static TimeSpan Clamp(TimeSpan life) => life < ShortestLife ? ShortestLife : life > LongestLife ? LongestLife : life;
}

/// <param name="BoundIp">The only address the token works from, or null.</param>
public sealed record Session(string Token, Caller Caller, string? BoundIp, DateTimeOffset ExpiresAt);
