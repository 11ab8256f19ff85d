using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>
/// What was changed about a server's network is brought to its machine: started in the transaction of the change, so that neither is there
/// without the other. A change while another one is being brought there joins it; none is refused because of it.
/// </summary>
public sealed class NetworkChanges(Database database, DriverTypes drivers, Runs runs, NetworkRun workflow, Changes changes)
{
    public const string Action = "apply_network";

    /// <summary>A change by a customer: his running server, on a driver that can do it.</summary>
    /// <param name="work">The change itself, in the same transaction.</param>
    public Task<Result<AsyncKey>> RunAsync(Caller caller, ServerId id, Func<DatabaseTransaction, ServerNetwork, Task<Result<Unit>>> work, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AsyncKey>(
            async transaction =>
            {
                if (!(await FindAsync(transaction, caller, id)).TryGet(out var found, out var refused))
                {
                    return refused;
                }

                if ((await work(transaction, found)).Failure is { } failure)
                {
                    return failure;
                }

                changes.Touch(transaction, $"account:{found.Server.AccountId}");
                return await WantAsync(transaction, id, found.Server.Location, found.Server.AccountId);
            },
            cancellationToken);

    /// <summary>The caller's running server with its addresses, held until the transaction ends.</summary>
    public async Task<Result<ServerNetwork>> FindAsync(DatabaseTransaction transaction, Caller caller, ServerId id)
    {
        if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
        {
            return ServerFailures.Unknown(id);
        }

        if (server.State == ServerState.Suspended)
        {
            return ProvisioningFailures.Suspended(id, "can be changed again");
        }

        if (server.State != ServerState.Active || await Capacity.NodeOfAsync(transaction, id) is not { } node)
        {
            return ProvisioningFailures.NotReady(id, "changed");
        }

        return drivers.Get(node.Driver).ChangesNetwork
            ? new ServerNetwork(server, await Addresses.OfAsync(transaction, id))
            : new Failure(FailureKind.Unsupported, "provisioning.fixed-network", "The network of this kind of server is as it was ordered; it cannot be changed afterwards.");
    }

    /// <summary>The machine gets what the database says, inside the caller's transaction.</summary>
    /// <param name="evenStuck">Nobody waits for it: when the run is stuck, it is done once the operator has seen to that.</param>
    public async Task<Result<AsyncKey>> WantAsync(DatabaseTransaction transaction, ServerId server, string location, AccountId account, AddedAddresses? added = null, bool evenStuck = false)
    {
        var subject = NetworkRun.SubjectOf(server);
        while (true)
        {
            var joined = await runs.JoinAsync<NetworkWish>(transaction, subject, (wish, undone) => Join(wish, undone, added), wish => wish.Added.Count > 0, evenStuck);
            if (joined.Failure is { } refused)
            {
                return refused;
            }

            if (joined.Value is { } live)
            {
                return live;
            }

            var started = await runs.StartAsync(transaction, workflow, Action, subject, location, account, new NetworkWish(server.Value, added is null ? [] : [added]));
            if (started.Failure is not { Code: "workflows.busy" })
            {
                return started;
            }

            // Another one began in between; it is joined.
        }
    }

    /// <summary>After an installation, when there is anything that the machine has not got by being made.</summary>
    public async Task InstalledAsync(DatabaseTransaction transaction, Server server)
    {
        if (await Capacity.NodeOfAsync(transaction, server.Id) is { } node && drivers.Get(node.Driver).ChangesNetwork
            && await WantedNetwork.OfAsync(transaction, server) is not { Extra.Count: 0, LinkUp: true })
        {
            _ = await WantAsync(transaction, server.Id, server.Location, server.AccountId, evenStuck: true);
        }
    }

    private static Result<NetworkWish> Join(NetworkWish wish, bool undone, AddedAddresses? added) =>
        added is null ? wish with { Again = wish.Again || undone }
        : undone ? new Failure(FailureKind.Busy, "provisioning.taking-back", "addresses that were added a moment ago are being taken back; try again in a minute.")
        : wish with { Added = [.. wish.Added, added] };
}

/// <summary>A server with its addresses, as the transaction sees them.</summary>
public sealed record ServerNetwork(Server Server, IReadOnlyList<Address> Addresses)
{
    public Address Main => Addresses.First(address => address.Main);

    /// <summary>The address that its port was set up with.</summary>
    public string PortIp => Server.PortIpOf(Main.Ip);

    public Address? Find(string ip) => Addresses.FirstOrDefault(address => address.Ip == ip);
}
