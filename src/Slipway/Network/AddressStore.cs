using System.Net;
using Slipway.Storage;

namespace Slipway.Network;

internal static class AddressStore
{
    public static Task<int> CountAsync(DatabaseSession session, ServerId server) =>
        session.ScalarAsync<int>("select count(*) from network_address where server_id = @server", ("server", server.Value));

    public static async Task<bool> GiveAsync(DatabaseTransaction transaction, ServerId server, string location, bool main, DateTimeOffset releasedBefore)
    {
        // A fresh one while the pool has any; then those whose quarantine is over.
        var fresh = await FreshAsync(transaction, location);
        // On PostgreSQL the range may have been used up by others while the statement waited for it: then the next one is asked.
        while (fresh is null && await transaction.ScalarAsync<bool>(
            "select exists (select 1 from network_pool where location = @location and next <= last)", ("location", location)))
        {
            fresh = await FreshAsync(transaction, location);
        }

        if (fresh is not null)
        {
            await transaction.ExecuteAsync(
                "insert into network_address (number, pool_id, server_id, main) values (@number, @pool_id, @server, @main)",
                ("number", fresh.Number), ("pool_id", fresh.PoolId), ("server", server.Value), ("main", main));
            return true;
        }

        return await transaction.ExecuteAsync(
            "update network_address set server_id = @server, main = @main, released_at = null where number = (select a.number from network_address a join network_pool p on p.id = a.pool_id " +
            $"where p.location = @location and a.server_id is null and a.released_at < @before order by a.released_at limit 1{(transaction.IsPostgreSql ? " for update of a skip locked" : "")})",
            ("server", server.Value), ("main", main), ("location", location), ("before", releasedBefore)) == 1;
    }

    public static Task ReleaseAsync(DatabaseTransaction transaction, ServerId server, DateTimeOffset now) =>
        transaction.ExecuteAsync("update network_address set server_id = null, main = 0, released_at = @now where server_id = @server", ("now", now), ("server", server.Value));

    public static Task<List<Address>> OfAsync(DatabaseSession session, ServerId server) =>
        session.ListAsync(
            "select a.number, a.main, p.prefix, p.gateway, p.vlan from network_address a join network_pool p on p.id = a.pool_id where a.server_id = @server order by a.main desc, a.number",
            row => new Address(Address.ToText(row.Long(0)), row.Flag(1), IPNetwork.Parse(row.Text(2)).PrefixLength, row.Text(3), row.Int(4)),
            ("server", server.Value));

    public static Task EnsurePoolAsync(DatabaseTransaction transaction, string location, IPNetwork range, int vlan)
    {
        var start = Address.ToNumber(range.BaseAddress);
        var size = 1L << (32 - range.PrefixLength);
        return transaction.ExecuteAsync(
            "insert into network_pool (location, prefix, gateway, vlan, first, last, next) values (@location, @prefix, @gateway, @vlan, @first, @last, @first) on conflict (prefix) do nothing",
            ("location", location), ("prefix", range.ToString()), ("gateway", Address.ToText(start + 1)), ("vlan", vlan), ("first", start + 10), ("last", start + size - 2));
    }

    private static Task<Fresh?> FreshAsync(DatabaseTransaction transaction, string location) => transaction.FirstAsync(
        "update network_pool set next = next + 1 where id = (select id from network_pool where location = @location and next <= last order by id limit 1) and next <= last returning id, next - 1",
        row => new Fresh(row.Int(0), row.Long(1)),
        ("location", location));

    private sealed record Fresh(int PoolId, long Number);
}
