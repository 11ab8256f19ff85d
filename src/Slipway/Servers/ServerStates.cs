using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>
/// Making and moving server records, inside the caller's transaction. Nothing else assigns a state.
/// </summary>
public static class ServerStates
{
    /// <summary>A new record; its id is final. An empty host name becomes the placeholder.</summary>
    public static Task<Server> AddAsync(DatabaseTransaction transaction, Server server) => ServerStore.InsertAsync(transaction, server);

    public static async Task<Server> BindOrderAsync(DatabaseTransaction transaction, Server server, OrderId order)
    {
        var bound = server with { OrderId = order };
        await ServerStore.BindOrderAsync(transaction, bound);
        return bound;
    }

    public static Task<Server?> FindAsync(DatabaseTransaction transaction, ServerId id) => ServerStore.FindForUpdateAsync(transaction, id);

    /// <summary>The caller's own listed server, held until the transaction ends.</summary>
    public static async Task<Server?> FindOwnAsync(DatabaseTransaction transaction, Caller caller, ServerId id) =>
        await ServerQueries.OwnAsync(transaction, caller, id) is null ? null : await ServerStore.FindForUpdateAsync(transaction, id);

    /// <summary>The same, or one that waits for its payment.</summary>
    public static async Task<Server?> FindOrderedAsync(DatabaseTransaction transaction, Caller caller, ServerId id) =>
        await ServerQueries.OrderedAsync(transaction, caller, id) is null ? null : await ServerStore.FindForUpdateAsync(transaction, id);

    public static async Task<Result<Server>> MoveAsync(DatabaseTransaction transaction, Server server, ServerVerb verb)
    {
        if (!server.State.Next(verb).TryGet(out var state, out var failure))
        {
            return failure;
        }

        // Nothing is installed any more on what goes, so what was arranged, with its secrets, is kept no longer.
        var moved = server with { State = state, SealedNetboot = verb is ServerVerb.Terminate or ServerVerb.Remove ? null : server.SealedNetboot };
        await ServerStore.UpdateAsync(transaction, moved);
        return moved;
    }

    public static Task SavePowerAsync(DatabaseTransaction transaction, Server server, PowerState power) =>
        ServerStore.UpdateAsync(transaction, server with { Power = power });

    /// <summary>Proven ready: from now on the customer's.</summary>
    public static async Task<Result<Server>> ActivateAsync(DatabaseTransaction transaction, Server server, ReadyProof? proof, DateTimeOffset now) =>
        await MoveAsync(transaction, server with { Power = PowerState.On, Proof = proof, ActivatedAt = now }, ServerVerb.Activate);

    /// <summary>What begins with a reinstallation is told at once: its name, that it is on, that nothing is wrong any more.</summary>
    public static Task ReinstallingAsync(DatabaseTransaction transaction, Server server, string hostname) =>
        ServerStore.UpdateAsync(transaction, server with { Hostname = hostname, Power = PowerState.On, Trouble = null, BootDevice = BootDevice.Disk, SealedNetboot = null });

    /// <summary>Proven ready once more, with another system.</summary>
    public static async Task<Server> ReinstalledAsync(DatabaseTransaction transaction, Server server, Installed installed, ReadyProof? proof)
    {
        var ready = server with
        {
            OsId = installed.OsId,
            OsName = installed.OsName,
            SoftwareId = installed.SoftwareId,
            SoftwareName = installed.SoftwareName,
            Disk = installed.IsOwn ? DiskContent.Own : DiskContent.Installed,
            Proof = proof,
            Power = PowerState.On,
            Trouble = null,
        };
        await ServerStore.UpdateAsync(transaction, ready);
        return ready;
    }

    /// <summary>A reinstallation came to nothing, and what was there before is gone.</summary>
    public static Task LostSystemAsync(DatabaseTransaction transaction, Server server, string why) =>
        ServerStore.UpdateAsync(transaction, server with { Disk = DiskContent.Missing, Trouble = why, Power = PowerState.Off, Proof = null });

    /// <summary>A reinstallation came to nothing before it touched the disk: the server is as it was.</summary>
    public static Task NotReinstalledAsync(DatabaseTransaction transaction, Server server, string why, string hostname, PowerState power) =>
        ServerStore.UpdateAsync(transaction, server with { Trouble = why, Hostname = hostname, Power = power });

    /// <summary>Another address is the main one; the port keeps the address it was set up with, and with it its hardware address.</summary>
    public static Task SavePortIpAsync(DatabaseTransaction transaction, Server server, string portIp, string main) =>
        server.Proof is { } proof ? ServerStore.UpdateAsync(transaction, server with { Proof = proof with { PortIp = portIp == main ? null : portIp } }) : Task.CompletedTask;

    /// <summary>Its disk went back to a copy: what is on it is what the copy held.</summary>
    public static Task RestoredAsync(DatabaseTransaction transaction, Server server, Installed installed, DiskContent disk) =>
        ServerStore.UpdateAsync(transaction, server with
        {
            OsId = installed.OsId,
            OsName = installed.OsName,
            SoftwareId = installed.SoftwareId,
            SoftwareName = installed.SoftwareName,
            Disk = disk,
            Trouble = null,
        });

    /// <summary>What the next start boots from, and the installation that a boot from the network begins.</summary>
    public static Task SaveBootAsync(DatabaseTransaction transaction, Server server, BootDevice device, string? sealedNetboot) =>
        ServerStore.UpdateAsync(transaction, server with { BootDevice = device, SealedNetboot = sealedNetboot });
}
