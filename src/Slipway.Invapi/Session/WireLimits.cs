using System.Net;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Slipway.Accounts;

namespace Slipway.Invapi.Session;

/// <summary>
/// How much may be asked: by an address before it has a session, by a key with one, and how many requests of an address may be worked on
/// at once. Kept in the memory of this daemon. Addresses share a fixed number of buckets, chosen by a hash that differs from start to start,
/// so that nobody can fill the memory with addresses.
/// </summary>
internal sealed class WireLimits : IDisposable
{
    private const int Buckets = 1 << 16;

    /// <summary>An address may come with so many seconds' worth at once.</summary>
    private const int BurstSeconds = 5;

    // The smallest network that a customer is given (RFC 6177): whoever has one has all its addresses.
    private const int NetworkBytes = 8;

    private readonly LimitOptions _options;
    private readonly PartitionedRateLimiter<int> _addresses;
    private readonly PartitionedRateLimiter<int> _atOnce;
    private readonly PartitionedRateLimiter<(int Key, string Class)> _keys;
    private readonly PartitionedRateLimiter<int> _passwords;

    public WireLimits(LimitOptions options)
    {
        _options = options;
        _addresses = Partitioned<int>(bucket => options.PerAddressPerSecond > 0
            ? Tokens(bucket, options.PerAddressPerSecond * BurstSeconds, options.PerAddressPerSecond, TimeSpan.FromSeconds(1))
            : RateLimitPartition.GetNoLimiter(bucket));
        _atOnce = Partitioned<int>(bucket => options.ConcurrentPerAddress > 0
            ? RateLimitPartition.GetConcurrencyLimiter(bucket, _ => new ConcurrencyLimiterOptions { PermitLimit = options.ConcurrentPerAddress, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(bucket));
        _keys = Partitioned<(int, string Class)>(key => PerMinute(key, options.Class(key.Class).RequestsPerMinute, options.Class(key.Class).Burst));
        _passwords = Partitioned<int>(bucket => PerMinute(bucket, options.PasswordLoginsPerMinute, 0));
    }

    /// <summary>Requests from this box itself are not counted, unless somebody says that he only passes them on.</summary>
    public bool IsExempt(HttpContext context, IPAddress? peer) =>
        _options.ExemptLoopback && peer is not null && IPAddress.IsLoopback(peer) && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    /// <summary>A place among the requests of an address that are worked on, or how long to wait. Given back by disposing of it.</summary>
    public RateLimitLease Enter(IPAddress? peer) => _atOnce.AttemptAcquire(BucketOf(peer));

    /// <summary>How long the address has to wait; null when it may go on. Nothing is counted.</summary>
    public TimeSpan? Wait(IPAddress? peer) => Asked(_addresses.AttemptAcquire(BucketOf(peer), 0));

    /// <summary>Counts a request of an address without a session.</summary>
    public TimeSpan? Charge(IPAddress? peer) => Asked(_addresses.AttemptAcquire(BucketOf(peer)));

    /// <summary>Counts a request of a session: by its key, or by the account for a login with a password.</summary>
    public TimeSpan? Charge(Accounts.Session session) =>
        Asked(_keys.AttemptAcquire((session.Caller.Key?.Value ?? -session.Caller.AccountId.Value, session.RateClass)));

    /// <summary>Counts a login with a password, by address and by user.</summary>
    public TimeSpan? ChargePassword(IPAddress? peer, string user) =>
        Asked(_passwords.AttemptAcquire(BucketOf(peer))) ?? Asked(_passwords.AttemptAcquire(-1 - BucketOf(Encoding.UTF8.GetBytes(user.Trim().ToUpperInvariant()))));

    public void Dispose()
    {
        _addresses.Dispose();
        _atOnce.Dispose();
        _keys.Dispose();
        _passwords.Dispose();
    }

    /// <summary>What a refused lease says about waiting; at least a second, because that is the unit it is told in.</summary>
    public static TimeSpan? Asked(RateLimitLease lease)
    {
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1);
    }

    private static PartitionedRateLimiter<TKey> Partitioned<TKey>(Func<TKey, RateLimitPartition<TKey>> partition)
        where TKey : notnull => PartitionedRateLimiter.Create(partition);

    /// <param name="burst">0 for a minute's worth.</param>
    private static RateLimitPartition<TKey> PerMinute<TKey>(TKey key, int requests, int burst)
        where TKey : notnull => requests <= 60
            ? Tokens(key, burst > 0 ? burst : requests, 1, TimeSpan.FromMinutes(1) / requests)
            : Tokens(key, burst > 0 ? burst : requests, (requests + 59) / 60, TimeSpan.FromSeconds(1));

    private static RateLimitPartition<TKey> Tokens<TKey>(TKey key, int most, int each, TimeSpan period)
        where TKey : notnull => RateLimitPartition.GetTokenBucketLimiter(
            key, _ => new TokenBucketRateLimiterOptions { TokenLimit = most, TokensPerPeriod = Math.Min(each, most), ReplenishmentPeriod = period, QueueLimit = 0 });

    private static int BucketOf(IPAddress? peer)
    {
        var bytes = peer?.GetAddressBytes() ?? [];
        return BucketOf(bytes.AsSpan(0, Math.Min(bytes.Length, NetworkBytes)));
    }

    private static int BucketOf(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return (int)((uint)hash.ToHashCode() % Buckets);
    }
}
