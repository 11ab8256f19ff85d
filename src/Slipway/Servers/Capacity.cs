using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>The stock: what the nodes of a location can still carry. Reserving is part of the caller's transaction.</summary>
public static class Capacity
{
    /// <summary>The server has a place on a node afterwards; it keeps the one it has. May be repeated.</summary>
    public static async Task<Result<Node>> EnsureAsync(DatabaseTransaction transaction, ServerId server, string location, Hardware hardware)
    {
        if (await NodeStore.PlaceOfAsync(transaction, server) is { } placed)
        {
            return placed;
        }

        return await NodeStore.ReserveAsync(transaction, server, location, hardware) is { } node
            ? node
            : SoldOut(location);
    }

    /// <summary>
    /// How many servers of this size the location could carry. In the caller's own session: a transaction that needed a
    /// second connection would wait for ever once all are taken by its like.
    /// </summary>
    public static async Task<int> FreeAsync(DatabaseSession session, string location, Hardware hardware) =>
        FreeSpace.Of(await NodeStore.FreeAsync(session), location, hardware);

    public static Failure SoldOut(string location) => new(
        FailureKind.OutOfStock, "servers.out-of-stock", $"No free capacity for this preset in {location} at the moment. Choose another location or a smaller preset.");

    /// <summary>The server holds no place afterwards.</summary>
    public static Task ReleaseAsync(DatabaseTransaction transaction, ServerId server) => NodeStore.ReleaseAsync(transaction, server);

    /// <summary>What the server takes from its node; null when it has no place.</summary>
    public static Task<Hardware?> HardwareOfAsync(DatabaseSession session, ServerId server) => NodeStore.HardwareOfAsync(session, server);

    public static Task<Node?> NodeOfAsync(DatabaseSession session, ServerId server) => NodeStore.PlaceOfAsync(session, server);
}

/// <summary>What a server takes from its node.</summary>
public sealed record Hardware(int Cores, int MemoryMb, int DiskGb);

/// <summary>A hypervisor, or the fleet that plays one.</summary>
public sealed record Node(NodeId Id, string Name, string Location, string Driver);

/// <summary>What a node can still carry.</summary>
internal sealed record FreeSpace(string Location, int Cores, int MemoryMb, int DiskGb)
{
    public static int Of(IReadOnlyList<FreeSpace> nodes, string location, Hardware hardware) => nodes
        .Where(node => string.Equals(node.Location, location, StringComparison.OrdinalIgnoreCase))
        .Sum(node => node.Holds(hardware));

    public int Holds(Hardware hardware) => Math.Max(0, Math.Min(Cores / Math.Max(1, hardware.Cores), Math.Min(MemoryMb / Math.Max(1, hardware.MemoryMb), DiskGb / Math.Max(1, hardware.DiskGb))));
}
