using System.Net;
using System.Net.Sockets;
using Slipway.Catalog;
using Slipway.Storage;

namespace Slipway.Network;

/// <summary>The operator's ranges of addresses. New addresses are taken from the enabled pools of a location in the order of their numbers.</summary>
public sealed class Pools(Database database, LiveCatalog catalog, NetworkOptions options, TimeProvider clock)
{
    private DateTimeOffset ReleasedBefore => clock.GetUtcNow() - options.Quarantine;

    public Task<List<Pool>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(session => PoolStore.ListAsync(session, ReleasedBefore), cancellationToken);

    public async Task<Result<Pool>> AddAsync(NewPool wanted, CancellationToken cancellationToken)
    {
        if (catalog.Current.Location(wanted.Location) is not { } location)
        {
            return NetworkFailures.Invalid("location", $"there is none called '{wanted.Location}'; allowed are {string.Join(", ", catalog.Current.Locations.Select(place => place.Code))}.");
        }

        if (!Check(wanted).TryGet(out var pool, out var mistake))
        {
            return mistake;
        }

        pool.Location = location.Code;
        return await database.InTransactionAsync<Pool>(
            async transaction =>
            {
                await PoolStore.LockAsync(transaction);
                if (await PoolStore.MeetsAsync(transaction, pool) is { } other)
                {
                    return NetworkFailures.Invalid("network", $"{pool.Prefix} overlaps pool {other.Id}, {other.Prefix} in {other.Location}; an address can be in one pool only.");
                }

                var id = await PoolStore.InsertAsync(transaction, pool);
                if (Address.ToNumber(pool.Gateway) is var gateway && gateway >= pool.First && gateway <= pool.Last)
                {
                    await PoolStore.ReserveAsync(transaction, id, pool.Gateway, "gateway");
                }

                return (await PoolStore.FindAsync(transaction, id, ReleasedBefore))!;
            },
            cancellationToken);
    }

    /// <summary>A disabled pool gives no addresses; those that were given stay.</summary>
    public Task<Result<Pool>> EnableAsync(int id, bool enabled, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Pool>(
            async transaction => await PoolStore.EnableAsync(transaction, id, enabled)
                ? (await PoolStore.FindAsync(transaction, id, ReleasedBefore))!
                : new Failure(FailureKind.NotFound, "network.pool-unknown", $"there is no pool {id}; see slipwayd pools list."),
            cancellationToken);

    public Task<Result<Unit>> ReserveAsync(string ip, string reason, CancellationToken cancellationToken) =>
        Address.Parse(ip) is not { } address ? Task.FromResult<Result<Unit>>(NoAddress(ip))
        : reason.Trim().Length is 0 or > 200 ? Task.FromResult<Result<Unit>>(NetworkFailures.Invalid("for", "say what it is kept for, in 1 to 200 characters."))
        : reason.StartsWith(Nats.Reason, StringComparison.Ordinal) ? Task.FromResult<Result<Unit>>(NetworkFailures.Invalid("for", $"'{Nats.Reason}' is what access to management modules is kept under; use another word."))
        : database.InTransactionAsync<Unit>(
            async transaction => await PoolStore.OfAddressAsync(transaction, address) is not { } pool
                ? NetworkFailures.Invalid("address", $"{address} is in no pool's range.")
                : await PoolStore.ReserveAsync(transaction, pool.Id, address, reason.Trim())
                    ? Unit.Value
                    : new Failure(FailureKind.Busy, "network.not-reservable", $"{address} cannot be kept: a server has it, or it is kept already."),
            cancellationToken);

    /// <summary>What was kept can be given at once: nobody had it.</summary>
    public Task<Result<Unit>> ReleaseAsync(string ip, CancellationToken cancellationToken) =>
        Address.Parse(ip) is not { } address ? Task.FromResult<Result<Unit>>(NoAddress(ip))
        : database.InTransactionAsync<Unit>(
            async transaction => await NatStore.FindAsync(transaction, address) is not null
                ? new Failure(FailureKind.Busy, "network.address-in-use", $"{address} leads to a management module now; it is released when that access ends.")
                : await AddressStore.UnreserveAsync(transaction, address, DateTimeOffset.UnixEpoch)
                    ? Unit.Value
                    : new Failure(FailureKind.NotFound, "network.not-reserved", $"{address} is not kept for anything."),
            cancellationToken);

    /// <summary>Some of the addresses that could be given now.</summary>
    /// <param name="within">Only those of this IPv4 network.</param>
    /// <param name="most">How many at most.</param>
    public Task<IReadOnlyList<FreeAddress>> FreeAsync(string? location, int? vlan, IPNetwork? within, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<FreeAddress>>(
            async session =>
            {
                var free = new List<FreeAddress>();
                foreach (var pool in await PoolStore.ListAsync(session, ReleasedBefore))
                {
                    if (pool.Enabled && (location is null || pool.Location.Equals(location, StringComparison.OrdinalIgnoreCase)) && (vlan is null || pool.Vlan == vlan))
                    {
                        var (first, last) = pool.Numbers;
                        if (within is { } network)
                        {
                            var start = Address.ToNumber(network.BaseAddress);
                            (first, last) = (Math.Max(first, start), Math.Min(last, start + (1L << (32 - network.PrefixLength)) - 1));
                        }

                        var taken = (await AddressStore.UnavailableAsync(session, pool.Id, first, last, ReleasedBefore)).ToHashSet();
                        for (var number = first; number <= last && free.Count < most; number++)
                        {
                            if (!taken.Contains(number))
                            {
                                free.Add(new FreeAddress(Address.ToText(number), pool));
                            }
                        }
                    }
                }

                return free;
            },
            cancellationToken);

    /// <summary>What the operator wrote, made complete.</summary>
    private static Result<PoolRow> Check(NewPool wanted)
    {
        if (!IPNetwork.TryParse(wanted.Network, out var network) || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork || network.ToString() != wanted.Network.Trim())
        {
            return NetworkFailures.Invalid("network", $"'{wanted.Network}' is no IPv4 network; write its first address and the length of its prefix, such as 203.0.113.0/24.");
        }

        if (network.PrefixLength is < 8 or > 30)
        {
            return NetworkFailures.Invalid("network", $"{network} has a prefix of {network.PrefixLength} bits; 8 to 30 are allowed.");
        }

        var start = Address.ToNumber(network.BaseAddress);
        var end = start + (1L << (32 - network.PrefixLength)) - 1;
        if (start >> 24 is 0 or 127 or >= 224)
        {
            return NetworkFailures.Invalid("network", $"{network} cannot be used by servers.");
        }

        if (wanted.Vlan is < 1 or > 4094)
        {
            return NetworkFailures.Invalid("vlan", "1 to 4094 are allowed.");
        }

        var gateway = start + 1;
        if (wanted.Gateway is { } text && !Inside(text, start, end, out gateway))
        {
            return NetworkFailures.Invalid("gateway", $"'{text}' is not an address of {network} that a gateway can have; its addresses are {Address.ToText(start + 1)} to {Address.ToText(end - 1)}.");
        }

        var first = gateway == start + 1 ? start + 2 : start + 1;
        if (wanted.First is { } from && !Inside(from, start, end, out first))
        {
            return NetworkFailures.Invalid("first", $"'{from}' is not an address of {network} that a server can have; its addresses are {Address.ToText(start + 1)} to {Address.ToText(end - 1)}.");
        }

        var last = end - 1;
        if (wanted.Last is { } to && !Inside(to, start, end, out last))
        {
            return NetworkFailures.Invalid("last", $"'{to}' is not an address of {network} that a server can have; its addresses are {Address.ToText(start + 1)} to {Address.ToText(end - 1)}.");
        }

        return last < first || (first == last && first == gateway)
            ? NetworkFailures.Invalid("last", $"from {Address.ToText(first)} to {Address.ToText(last)} there is no address for a server.")
            : new PoolRow { Prefix = network.ToString(), Gateway = Address.ToText(gateway), Vlan = wanted.Vlan, First = first, Last = last };
    }

    private static bool Inside(string text, long start, long end, out long number)
    {
        number = Address.Parse(text) is { } ip ? Address.ToNumber(ip) : 0;
        return number > start && number < end;
    }

    private static Failure NoAddress(string text) => NetworkFailures.Invalid("address", $"'{text}' is no IPv4 address such as 203.0.113.7.");
}

/// <summary>A range as the operator gives it.</summary>
/// <param name="Gateway">The first address of the network when it is left out.</param>
/// <param name="First">First and last address that servers get: all of the network when they are left out.</param>
public sealed record NewPool(string Location, string Network, int Vlan, string? Gateway, string? First, string? Last);

/// <param name="Size">Addresses in its range.</param>
/// <param name="Given">Servers have them.</param>
/// <param name="Reserved">Kept for something.</param>
/// <param name="Resting">Released a while ago, and not given yet again.</param>
public sealed record Pool(int Id, string Location, string Prefix, string Gateway, int Vlan, string First, string Last, bool Enabled, long Size, long Given, long Reserved, long Resting)
{
    public long Free => Size - Given - Reserved - Resting;

    internal long Next { get; init; }

    internal (long First, long Last) Numbers { get; init; }
}

public sealed record FreeAddress(string Ip, Pool Pool);
