using System.Net;
using Slipway.Storage;

namespace Slipway.Network;

internal static class PoolStore
{
    private const string Columns =
        "p.id, p.location, p.prefix, p.gateway, p.vlan, p.first, p.last, p.next, p.enabled, " +
        "(select count(*) from network_address a where a.pool_id = p.id and a.server_id is not null), " +
        "(select count(*) from network_address a where a.pool_id = p.id and a.server_id is null and a.reserved is not null), " +
        "(select count(*) from network_address a where a.pool_id = p.id and a.server_id is null and a.reserved is null and a.released_at >= @before)";

    public static async Task EnsureAsync(DatabaseTransaction transaction, string location, IPNetwork range, int vlan)
    {
        var start = Address.ToNumber(range.BaseAddress);
        var pool = new PoolRow
        {
            Location = location,
            Prefix = range.ToString(),
            Gateway = Address.ToText(start + 1),
            Vlan = vlan,
            First = start + 10,
            Last = start + (1L << (32 - range.PrefixLength)) - 2,
        };
        await LockAsync(transaction);
        // The operator may have put a range of his own where a default one would be: an address must not be in two.
        if (await MeetsAsync(transaction, pool) is null)
        {
            await InsertAsync(transaction, pool);
        }
    }

    /// <summary>Pools are added one after the other, so that two that meet cannot both find room.</summary>
    public static async Task LockAsync(DatabaseTransaction transaction)
    {
        if (transaction.IsPostgreSql)
        {
            await transaction.ExecuteAsync("lock table network_pool in share row exclusive mode");
        }
    }

    public static Task<int> InsertAsync(DatabaseTransaction transaction, PoolRow pool) =>
        transaction.ScalarAsync<int>(
            "insert into network_pool (location, prefix, gateway, vlan, first, last, next, enabled) values (@location, @prefix, @gateway, @vlan, @first, @last, @first, 1) returning id",
            ("location", pool.Location), ("prefix", pool.Prefix), ("gateway", pool.Gateway), ("vlan", pool.Vlan), ("first", pool.First), ("last", pool.Last));

    /// <summary>A pool whose network has an address in common with this one's.</summary>
    public static async Task<Pool?> MeetsAsync(DatabaseTransaction transaction, PoolRow pool)
    {
        var network = IPNetwork.Parse(pool.Prefix);
        return (await ListAsync(transaction, DateTimeOffset.UnixEpoch)).Find(other => Meet(IPNetwork.Parse(other.Prefix), network));
    }

    public static Task<List<Pool>> ListAsync(DatabaseSession session, DateTimeOffset releasedBefore) =>
        session.ListAsync($"select {Columns} from network_pool p order by p.location, p.id", Read, ("before", releasedBefore));

    public static Task<Pool?> FindAsync(DatabaseSession session, int id, DateTimeOffset releasedBefore) =>
        session.FirstAsync($"select {Columns} from network_pool p where p.id = @id", Read, ("before", releasedBefore), ("id", id));

    public static async Task<bool> EnableAsync(DatabaseTransaction transaction, int id, bool enabled) =>
        await transaction.ExecuteAsync("update network_pool set enabled = @enabled where id = @id", ("enabled", enabled), ("id", id)) == 1;

    public static Task<Pool?> OfAddressAsync(DatabaseSession session, string ip) =>
        session.FirstAsync(
            $"select {Columns} from network_pool p where p.first <= @number and p.last >= @number", Read, ("before", DateTimeOffset.UnixEpoch), ("number", Address.ToNumber(ip)));

    /// <summary>The address is kept for the reason; false when somebody has it, or it is kept already.</summary>
    public static async Task<bool> ReserveAsync(DatabaseTransaction transaction, int pool, string ip, string reason) =>
        await transaction.ExecuteAsync(
            "insert into network_address (number, pool_id, server_id, main, reserved, ptr) values (@number, @pool, null, 0, @reason, '') " +
            "on conflict (number) do update set reserved = excluded.reserved, released_at = null where network_address.server_id is null and network_address.reserved is null",
            ("number", Address.ToNumber(ip)), ("pool", pool), ("reason", reason)) == 1;

    private static bool Meet(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static Pool Read(Row row) => new(
        row.Int(0), row.Text(1), row.Text(2), row.Text(3), row.Int(4), Address.ToText(row.Long(5)), Address.ToText(row.Long(6)), row.Flag(8), row.Long(6) - row.Long(5) + 1, row.Long(9), row.Long(10), row.Long(11))
    {
        Next = row.Long(7),
        Numbers = (row.Long(5), row.Long(6)),
    };
}
