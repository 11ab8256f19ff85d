using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Slipway.Storage;

namespace Slipway.Accounts;

/// <summary>Opening a session, finding the caller of a token, ending sessions. Who may open one: <see cref="KeyLogin"/>, <see cref="PasswordLogin"/>.</summary>
public sealed class Sessions(Database database, TimeProvider clock)
{
    public static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    /// <summary>Of one key, or of one account's logins with a password. The login that would be one too many ends the oldest.</summary>
    public const int MostLive = 1000;

    /// <summary>How long a session that another daemon on the same database has ended may still work here.</summary>
    public static readonly TimeSpan SeenAgain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SweptEvery = TimeSpan.FromMinutes(1);

    // Every request carries a token: looking it up in memory is what makes reads cheap. The database has the truth; a session never
    // changes, it only ends.
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    // Raised when sessions end: whoever read one before must not put it back afterwards.
    private long _endings;
    private long _swept;

    /// <summary>A new token, as part of the login's transaction.</summary>
    /// <param name="notAfter">When the key expires: a token is good until its announced end, so it is announced no longer.</param>
    internal async Task<Session> OpenAsync(DatabaseTransaction transaction, Caller caller, KeyScopes scopes, string rateClass, TimeSpan life, DateTimeOffset? notAfter, bool bindToPeer, IPAddress? peer)
    {
        var now = clock.GetUtcNow();
        var expires = now + (life < ShortestLife ? ShortestLife : life > LongestLife ? LongestLife : life);
        expires = notAfter < expires ? notAfter.Value : expires;
        var from = AddressList.Plain(peer)?.ToString();
        var session = new Session(
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            caller,
            bindToPeer ? from : null,
            // Whole seconds, because that is what the client is told.
            DateTimeOffset.FromUnixTimeSeconds(expires.ToUnixTimeSeconds()))
        {
            Scopes = scopes,
            RateClass = rateClass,
        };
        await SessionStore.DeleteExpiredAsync(transaction, now);
        await SessionStore.InsertAsync(transaction, session, from, now);
        var over = await SessionStore.EndOldestAsync(transaction, caller, MostLive);
        var endings = Interlocked.Read(ref _endings);
        transaction.AfterCommit(() =>
        {
            foreach (var hash in over)
            {
                _known.TryRemove(hash, out _);
            }

            Keep(ApiKey.Hash(session.Token), session, now, endings);
            Sweep(now);
        });
        return session;
    }

    /// <summary>The session of a token: refused when unknown, over, or used from another address than it is bound to.</summary>
    public async ValueTask<Result<Session>> FindAsync(string? token, IPAddress? peer, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token) || token.Length > 128)
        {
            return AccountFailures.InvalidToken;
        }

        var hash = ApiKey.Hash(token);
        var now = clock.GetUtcNow();
        Session? session;
        if (_known.TryGetValue(hash, out var known) && !known.IsToBeSeenAgain(now))
        {
            session = known.Session;
        }
        else
        {
            var endings = Interlocked.Read(ref _endings);
            session = await database.ReadAsync(reader => SessionStore.FindAsync(reader, hash, token), cancellationToken);
            if (session is null)
            {
                _known.TryRemove(hash, out _);
                return AccountFailures.InvalidToken;
            }

            Keep(hash, session, now, endings);
        }

        if (session.ExpiresAt <= now)
        {
            _known.TryRemove(hash, out _);
            return AccountFailures.InvalidToken;
        }

        return session.BoundIp is null || session.BoundIp == AddressList.Plain(peer)?.ToString() ? session : AccountFailures.InvalidToken;
    }

    public async Task LogoutAsync(Session session, CancellationToken cancellationToken)
    {
        var hash = ApiKey.Hash(session.Token);
        await database.InTransactionAsync(
            async transaction =>
            {
                await SessionStore.DeleteAsync(transaction, hash);
                Forget(transaction, known => known.Token == session.Token);
            },
            cancellationToken);
    }

    /// <summary>Ends every session of the caller's account, its own among them.</summary>
    public async Task<Result<Unit>> EndAllAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.MayUseAccount() is { } refused
            ? refused
            : await database.InTransactionAsync<Unit>(
                async transaction =>
                {
                    await SessionStore.EndOfAccountAsync(transaction, caller.AccountId);
                    Forget(transaction, session => session.Caller.AccountId == caller.AccountId);
                    return Unit.Value;
                },
                cancellationToken);

    /// <summary>The key is not what it was: whoever came with it has to come again.</summary>
    internal async Task EndOfKeyAsync(DatabaseTransaction transaction, ApiKeyId key)
    {
        await SessionStore.EndOfKeyAsync(transaction, key);
        Forget(transaction, session => session.Caller.Key == key);
    }

    /// <summary>A password of the account has changed.</summary>
    internal async Task EndOfPasswordsAsync(DatabaseTransaction transaction, AccountId account)
    {
        await SessionStore.EndOfPasswordsAsync(transaction, account);
        Forget(transaction, session => session.Caller.AccountId == account && session.Caller.Key is null);
    }

    private void Keep(string hash, Session session, DateTimeOffset seen, long endings)
    {
        _known[hash] = new Known(session, seen);
        if (Interlocked.Read(ref _endings) != endings)
        {
            _known.TryRemove(hash, out _);
        }
    }

    private void Forget(DatabaseTransaction transaction, Func<Session, bool> isOver) => transaction.AfterCommit(() =>
    {
        Interlocked.Increment(ref _endings);
        foreach (var (hash, known) in _known)
        {
            if (isOver(known.Session))
            {
                _known.TryRemove(hash, out _);
            }
        }
    });

    /// <summary>Now and then what has expired goes, so that tokens nobody uses again do not stay.</summary>
    private void Sweep(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref _swept);
        if (now.UtcTicks - last < SweptEvery.Ticks || Interlocked.CompareExchange(ref _swept, now.UtcTicks, last) != last)
        {
            return;
        }

        foreach (var (hash, known) in _known)
        {
            if (known.Session.ExpiresAt <= now)
            {
                _known.TryRemove(hash, out _);
            }
        }
    }

    private sealed class Known(Session session, DateTimeOffset seen)
    {
        private long _seen = seen.UtcTicks;

        public Session Session => session;

        /// <summary>True for one asker only: the others go on with what is known, meanwhile.</summary>
        public bool IsToBeSeenAgain(DateTimeOffset now)
        {
            var last = Interlocked.Read(ref _seen);
            return now.UtcTicks - last > SeenAgain.Ticks && Interlocked.CompareExchange(ref _seen, now.UtcTicks, last) == last;
        }
    }
}

/// <param name="BoundIp">The only address the token works from, or null.</param>
public sealed record Session(string Token, Caller Caller, string? BoundIp, DateTimeOffset ExpiresAt)
{
    /// <summary>What it may do; a login with a password may everything.</summary>
    public KeyScopes Scopes { get; init; } = KeyScopes.All;

    /// <summary>How much it may ask: a name of the operator's settings.</summary>
    public string RateClass { get; init; } = LimitOptions.Standard;
}
