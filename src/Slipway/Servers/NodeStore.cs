using Slipway.Storage;

namespace Slipway.Servers;

internal static class NodeStore
{
    private const string Fits = "enabled = 1 and used_cores + @cores <= cores and used_memory_mb + @memory_mb <= memory_mb and used_disk_gb + @disk_gb <= disk_gb";

    public static async Task<Node?> ReserveAsync(DatabaseTransaction transaction, ServerId server, string location, Hardware hardware)
    {
        var node = await TakeAsync(transaction, location, hardware);
        // On PostgreSQL the node may have filled up while the statement waited for it; another one may still have room.
        while (node is null && await transaction.ScalarAsync<bool>(
            $"select exists (select 1 from servers_node where location = @location and {Fits})",
            ("cores", hardware.Cores), ("memory_mb", hardware.MemoryMb), ("disk_gb", hardware.DiskGb), ("location", location)))
        {
            node = await TakeAsync(transaction, location, hardware);
        }

        if (node is not null)
        {
            await transaction.ExecuteAsync(
                "insert into servers_placement (server_id, node_id, cores, memory_mb, disk_gb) values (@server_id, @node_id, @cores, @memory_mb, @disk_gb)",
                ("server_id", server.Value), ("node_id", node.Id.Value), ("cores", hardware.Cores), ("memory_mb", hardware.MemoryMb), ("disk_gb", hardware.DiskGb));
        }

        return node;
    }

    public static async Task ReleaseAsync(DatabaseTransaction transaction, ServerId server)
    {
        var place = await transaction.FirstAsync(
            "delete from servers_placement where server_id = @server returning node_id, cores, memory_mb, disk_gb",
            row => new Place(row.Int(0), row.Int(1), row.Int(2), row.Int(3)),
            ("server", server.Value));
        if (place is not null)
        {
            await transaction.ExecuteAsync(
                "update servers_node set used_cores = used_cores - @cores, used_memory_mb = used_memory_mb - @memory_mb, used_disk_gb = used_disk_gb - @disk_gb where id = @id",
                ("cores", place.Cores), ("memory_mb", place.MemoryMb), ("disk_gb", place.DiskGb), ("id", place.NodeId));
        }
    }

    public static Task<Hardware?> HardwareOfAsync(DatabaseSession session, ServerId server) =>
        session.FirstAsync(
            "select cores, memory_mb, disk_gb from servers_placement where server_id = @server", row => new Hardware(row.Int(0), row.Int(1), row.Int(2)), ("server", server.Value));

    public static Task<Node?> PlaceOfAsync(DatabaseSession session, ServerId server) =>
        session.FirstAsync(
            "select n.id, n.name, n.location, n.driver from servers_placement p join servers_node n on n.id = p.node_id where p.server_id = @server", Read, ("server", server.Value));

    public static async Task<IReadOnlyList<FreeSpace>> FreeAsync(DatabaseSession session) =>
        await session.ListAsync(
            "select location, cores - used_cores, memory_mb - used_memory_mb, disk_gb - used_disk_gb from servers_node where enabled = 1",
            row => new FreeSpace(row.Text(0), row.Int(1), row.Int(2), row.Int(3)));

    public static Task<List<Node>> ListAsync(DatabaseSession session) =>
        session.ListAsync("select id, name, location, driver from servers_node where enabled = 1 order by id", Read);

    public static async Task EnsureAsync(DatabaseTransaction transaction, string name, string location, string driver, Hardware hardware)
    {
        await transaction.ExecuteAsync(
            "insert into servers_node (name, location, driver, enabled, cores, memory_mb, disk_gb, used_cores, used_memory_mb, used_disk_gb) values (@name, @location, @driver, 1, @cores, @memory_mb, @disk_gb, 0, 0, 0) " +
            "on conflict (name) do update set enabled = 1, cores = excluded.cores, memory_mb = excluded.memory_mb, disk_gb = excluded.disk_gb",
            ("name", name), ("location", location), ("driver", driver), ("cores", hardware.Cores), ("memory_mb", hardware.MemoryMb), ("disk_gb", hardware.DiskGb));
    }

    public static Task DisableAllAsync(DatabaseTransaction transaction) => transaction.ExecuteAsync("update servers_node set enabled = 0");

    // The condition stands twice: what was true when the node was chosen may not be when it is written.
    private static Task<Node?> TakeAsync(DatabaseTransaction transaction, string location, Hardware hardware) => transaction.FirstAsync(
        "update servers_node set used_cores = used_cores + @cores, used_memory_mb = used_memory_mb + @memory_mb, used_disk_gb = used_disk_gb + @disk_gb " +
        $"where id = (select id from servers_node where location = @location and {Fits} order by used_memory_mb * 1.0 / memory_mb, id limit 1) and {Fits} returning id, name, location, driver",
        Read,
        ("cores", hardware.Cores), ("memory_mb", hardware.MemoryMb), ("disk_gb", hardware.DiskGb), ("location", location));

    private static Node Read(Row row) => new(new NodeId(row.Int(0)), row.Text(1), row.Text(2), row.Text(3));

    private sealed record Place(int NodeId, int Cores, int MemoryMb, int DiskGb);
}
