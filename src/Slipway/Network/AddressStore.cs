using System.Net;
using Slipway.Storage;

namespace Slipway.Network;

/// <summary>Who gets an address: a server, or something that is kept for a reason and is no server's.</summary>
internal sealed record Holding(ServerId? Server, bool Main, string? Reserved)
{
    public static Holding Of(ServerId server, bool main) => new(server, main, null);

    public static Holding For(string reason) => new(null, false, reason);
}

internal static class AddressStore
{
    private const string Columns = "a.number, a.main, p.prefix, p.gateway, p.vlan, a.ptr, a.blocked_at, a.blocked_until, a.block_reason";

    private const string Free = "a.server_id is null and a.reserved is null and a.released_at < @before";

    public static Task<int> CountAsync(DatabaseSession session, ServerId server) =>
        session.ScalarAsync<int>("select count(*) from network_address where server_id = @server", ("server", server.Value));

    /// <summary>A free address of the location's enabled pools, in their order; of one VLAN where that is asked. Null when there is none.</summary>
    public static async Task<string?> TakeAnyAsync(DatabaseTransaction transaction, Holding holding, string location, int? vlan, DateTimeOffset releasedBefore)
    {
        // A fresh one while the pools have any; then those whose quarantine is over.
        while (true)
        {
            if (await FreshAsync(transaction, location, vlan) is { } fresh)
            {
                if (await transaction.ExecuteAsync(
                    "insert into network_address (number, pool_id, server_id, main, reserved, ptr) values (@number, @pool, @server, @main, @reserved, '') on conflict (number) do nothing",
                    ("number", fresh.Number), ("pool", fresh.PoolId), ("server", holding.Server?.Value), ("main", holding.Main), ("reserved", holding.Reserved)) == 1)
                {
                    return Address.ToText(fresh.Number);
                }

                // Somebody asked for this very one, or the operator keeps it.
                continue;
            }

            // On PostgreSQL the range may have been used up by others while the statement waited for it: then the next one is asked.
            if (!await transaction.ScalarAsync<bool>(
                "select exists (select 1 from network_pool where location = @location and enabled = 1 and next <= last and (@any = 1 or vlan = @vlan))",
                ("location", location), ("any", vlan is null), ("vlan", vlan ?? 0)))
            {
                break;
            }
        }

        return await transaction.ScalarAsync<long?>(
            "update network_address set server_id = @server, main = @main, reserved = @reserved, released_at = null where number = (select a.number from network_address a join network_pool p on p.id = a.pool_id " +
            $"where p.location = @location and p.enabled = 1 and (@any = 1 or p.vlan = @vlan) and {Free} order by a.released_at limit 1{(transaction.IsPostgreSql ? " for update of a skip locked" : "")}) returning number",
            ("server", holding.Server?.Value), ("main", holding.Main), ("reserved", holding.Reserved), ("location", location), ("any", vlan is null), ("vlan", vlan ?? 0), ("before", releasedBefore)) is { } released
            ? Address.ToText(released)
            : null;
    }

    /// <summary>This very address, if an enabled pool of the location has it and it is free.</summary>
    public static async Task<bool> TakeAsync(DatabaseTransaction transaction, Holding holding, string ip, string location, int? vlan, DateTimeOffset releasedBefore) =>
        await transaction.ExecuteAsync(
            "insert into network_address (number, pool_id, server_id, main, reserved, ptr) " +
            "select @number, p.id, @server, @main, @reserved, '' from network_pool p where p.location = @location and p.enabled = 1 and (@any = 1 or p.vlan = @vlan) and p.first <= @number and p.last >= @number " +
            "on conflict (number) do update set server_id = excluded.server_id, main = excluded.main, reserved = excluded.reserved, released_at = null " +
            "where network_address.server_id is null and network_address.reserved is null and network_address.released_at < @before",
            ("number", Address.ToNumber(ip)), ("server", holding.Server?.Value), ("main", holding.Main), ("reserved", holding.Reserved), ("location", location), ("any", vlan is null), ("vlan", vlan ?? 0),
            ("before", releasedBefore)) == 1;

    /// <summary>Addresses of the server with a name in the reverse zone.</summary>
    public static Task<List<string>> NamedAsync(DatabaseSession session, ServerId server) =>
        session.ListAsync("select number from network_address where server_id = @server and ptr <> '' order by number", row => Address.ToText(row.Long(0)), ("server", server.Value));

    public static Task<int> ReleaseAllAsync(DatabaseTransaction transaction, ServerId server, DateTimeOffset now) =>
        transaction.ExecuteAsync($"update network_address set {Released} where server_id = @server", ("now", now), ("server", server.Value));

    /// <summary>False when the server does not have it.</summary>
    public static async Task<bool> ReleaseAsync(DatabaseTransaction transaction, ServerId server, string ip, DateTimeOffset now) =>
        await transaction.ExecuteAsync($"update network_address set {Released} where server_id = @server and number = @number", ("now", now), ("server", server.Value), ("number", Address.ToNumber(ip))) == 1;

    /// <summary>One that is kept for something is kept no longer. False when it is not kept.</summary>
    public static async Task<bool> UnreserveAsync(DatabaseTransaction transaction, string ip, DateTimeOffset releasedAt) =>
        await transaction.ExecuteAsync(
            $"update network_address set {Released} where number = @number and server_id is null and reserved is not null", ("now", releasedAt), ("number", Address.ToNumber(ip))) == 1;

    private const string Released = "server_id = null, main = 0, reserved = null, released_at = @now, ptr = '', blocked_at = null, blocked_until = null, block_reason = null";

    public static Task<List<Address>> OfAsync(DatabaseSession session, ServerId server) =>
        session.ListAsync(
            $"select {Columns} from network_address a join network_pool p on p.id = a.pool_id where a.server_id = @server order by a.main desc, a.number", Read, ("server", server.Value));

    public static Task<HeldAddress?> FindAsync(DatabaseSession session, string ip) =>
        session.FirstAsync(
            $"select {Columns}, a.server_id, p.location from network_address a join network_pool p on p.id = a.pool_id where a.number = @number and a.server_id is not null",
            row => new HeldAddress(Read(row), new ServerId(row.Int(9)), row.Text(2), row.Text(10)),
            ("number", Address.ToNumber(ip)));

    public static async Task SetMainAsync(DatabaseTransaction transaction, ServerId server, string ip)
    {
        await transaction.ExecuteAsync("update network_address set main = 0 where server_id = @server", ("server", server.Value));
        await transaction.ExecuteAsync("update network_address set main = 1 where server_id = @server and number = @number", ("server", server.Value), ("number", Address.ToNumber(ip)));
    }

    public static Task SetPtrAsync(DatabaseTransaction transaction, ServerId server, string ip, string ptr) =>
        transaction.ExecuteAsync("update network_address set ptr = @ptr where server_id = @server and number = @number", ("ptr", ptr), ("server", server.Value), ("number", Address.ToNumber(ip)));

    public static Task SetBlockAsync(DatabaseTransaction transaction, ServerId server, string ip, AddressBlock? block) =>
        transaction.ExecuteAsync(
            "update network_address set blocked_at = @at, blocked_until = @until, block_reason = @reason where server_id = @server and number = @number",
            ("at", block?.At), ("until", block?.Until), ("reason", block?.Reason), ("server", server.Value), ("number", Address.ToNumber(ip)));

    /// <summary>Servers with an address whose block is over by now.</summary>
    public static Task<List<ServerId>> BlocksOverAsync(DatabaseSession session, DateTimeOffset now, int most) =>
        session.ListAsync(
            $"select distinct server_id from network_address where blocked_until <= @now and server_id is not null order by server_id limit {most}", row => new ServerId(row.Int(0)), ("now", now));

    public static Task<int> EndBlocksAsync(DatabaseTransaction transaction, ServerId server, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "update network_address set blocked_at = null, blocked_until = null, block_reason = null where server_id = @server and blocked_until <= @now", ("server", server.Value), ("now", now));

    /// <summary>Numbers of a pool that cannot be given now.</summary>
    public static Task<List<long>> UnavailableAsync(DatabaseSession session, int pool, long first, long last, DateTimeOffset releasedBefore) =>
        session.ListAsync(
            $"select a.number from network_address a where a.pool_id = @pool and a.number between @first and @last and (a.released_at is null or not ({Free}))",
            row => row.Long(0),
            ("pool", pool), ("first", first), ("last", last), ("before", releasedBefore));

    private static Task<FreshAddress?> FreshAsync(DatabaseTransaction transaction, string location, int? vlan) => transaction.FirstAsync(
        "update network_pool set next = next + 1 where id = (select id from network_pool where location = @location and enabled = 1 and next <= last and (@any = 1 or vlan = @vlan) order by id limit 1) and next <= last " +
        "returning id, next - 1",
        row => new FreshAddress(row.Int(0), row.Long(1)),
        ("location", location), ("any", vlan is null), ("vlan", vlan ?? 0));

    private static Address Read(Row row) => new(Address.ToText(row.Long(0)), row.Flag(1), IPNetwork.Parse(row.Text(2)).PrefixLength, row.Text(3), row.Int(4))
    {
        Ptr = row.Text(5),
        Block = row.TimeOrNull(6) is { } at ? new AddressBlock(at, row.TimeOrNull(7), row.TextOrNull(8) ?? "") : null,
    };

    private sealed record FreshAddress(int PoolId, long Number);
}
