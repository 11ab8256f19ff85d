using System.Net;
using Slipway.Storage;

namespace Slipway.Network;

/// <summary>Giving addresses to servers and taking them back, inside the caller's transaction.</summary>
public sealed class Addresses(IReverseDns names, NetworkOptions options, TimeProvider clock)
{
    private DateTimeOffset ReleasedBefore => clock.GetUtcNow() - options.Quarantine;

    /// <summary>The server has <paramref name="count"/> addresses afterwards, the first being its main one. May be repeated.</summary>
    public async Task<Result<Unit>> EnsureAsync(DatabaseTransaction transaction, ServerId server, string location, int count)
    {
        for (var has = await AddressStore.CountAsync(transaction, server); has < count; has++)
        {
            if (await AddressStore.TakeAnyAsync(transaction, Holding.Of(server, main: has == 0), location, vlan: null, ReleasedBefore) is null)
            {
                return NetworkFailures.NoFree(location);
            }
        }

        return Unit.Value;
    }

    /// <summary>So many more addresses for a server that has one.</summary>
    public async Task<Result<IReadOnlyList<string>>> AddAsync(DatabaseTransaction transaction, ServerId server, string location, int vlan, int count)
    {
        var given = new List<string>();
        while (given.Count < count)
        {
            if (await AddressStore.TakeAnyAsync(transaction, Holding.Of(server, main: false), location, vlan, ReleasedBefore) is not { } ip)
            {
                return NetworkFailures.NoFree($"VLAN {vlan}{(given.Count > 0 ? $": {given.Count} of {count} are left" : "")}");
            }

            given.Add(ip);
        }

        return given;
    }

    /// <summary>These very addresses, all of them or none.</summary>
    public async Task<Result<IReadOnlyList<string>>> AddAsync(DatabaseTransaction transaction, ServerId server, string location, int vlan, IReadOnlyList<string> ips)
    {
        // Always in the same order: two who ask for the same ones wait for each other instead of each holding what the other wants.
        foreach (var ip in ips.Order(StringComparer.Ordinal))
        {
            if (!await AddressStore.TakeAsync(transaction, Holding.Of(server, main: false), ip, location, vlan, ReleasedBefore))
            {
                return NetworkFailures.NotFree(ip);
            }
        }

        return ips.ToArray();
    }

    /// <summary>The server has no address afterwards, and nothing leads to its management module.</summary>
    public async Task ReleaseAsync(DatabaseTransaction transaction, ServerId server)
    {
        foreach (var ip in await AddressStore.NamedAsync(transaction, server))
        {
            await UnnameAsync(transaction, ip);
        }

        await AddressStore.ReleaseAllAsync(transaction, server, clock.GetUtcNow());
        foreach (var nat in await NatStore.OfAsync(transaction, server))
        {
            await NatStore.CloseAsync(transaction, nat, clock.GetUtcNow());
        }
    }

    /// <summary>The server has this address no longer, and the address has no name. False when it does not have it anyway.</summary>
    public async Task<bool> ReleaseAsync(DatabaseTransaction transaction, ServerId server, string ip)
    {
        if (!await AddressStore.ReleaseAsync(transaction, server, ip, clock.GetUtcNow()))
        {
            return false;
        }

        await UnnameAsync(transaction, ip);
        return true;
    }

    /// <summary>The server's address of that name, or null when nobody's server has it.</summary>
    public static Task<HeldAddress?> FindAsync(DatabaseSession session, string ip) => AddressStore.FindAsync(session, ip);

    public static Task SetMainAsync(DatabaseTransaction transaction, ServerId server, string ip) => AddressStore.SetMainAsync(transaction, server, ip);

    /// <summary>Names in the reverse zone, one a line.</summary>
    public static Task SetPtrAsync(DatabaseTransaction transaction, ServerId server, string ip, string ptr) => AddressStore.SetPtrAsync(transaction, server, ip, ptr);

    /// <summary>Null ends a block.</summary>
    public static Task SetBlockAsync(DatabaseTransaction transaction, ServerId server, string ip, AddressBlock? block) => AddressStore.SetBlockAsync(transaction, server, ip, block);

    /// <summary>Servers with an address whose block is over by now.</summary>
    public static Task<List<ServerId>> BlocksOverAsync(DatabaseSession session, DateTimeOffset now, int most) => AddressStore.BlocksOverAsync(session, now, most);

    /// <summary>Ends those of a server; answers how many.</summary>
    public static Task<int> EndBlocksAsync(DatabaseTransaction transaction, ServerId server, DateTimeOffset now) => AddressStore.EndBlocksAsync(transaction, server, now);

    public static Task<List<Address>> OfAsync(DatabaseSession session, ServerId server) => AddressStore.OfAsync(session, server);

    /// <summary>The location has this range afterwards, unless it meets one that is there; the first ten addresses stay with the network itself.</summary>
    public static Task EnsurePoolAsync(DatabaseTransaction transaction, string location, IPNetwork range, int vlan) =>
        PoolStore.EnsureAsync(transaction, location, range, vlan);

    private async Task UnnameAsync(DatabaseTransaction transaction, string ip)
    {
        // Taking a name away is never refused.
        _ = await names.SetAsync(transaction, ip, []);
        transaction.AfterCommit(() => _ = PublishAsync(ip));
    }

    /// <summary>Whoever publishes tries again by himself until it is done, so nobody waits here.</summary>
    private async Task PublishAsync(string ip)
    {
        try
        {
            _ = await names.PublishAsync(ip, CancellationToken.None);
        }
        catch (Exception)
        {
            // What was set is durable.
        }
    }
}
