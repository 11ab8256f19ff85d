using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>Switching the port of a server, and looking at it. A customer switches on again only what he switched off.</summary>
public sealed class SwitchPort(NetworkChanges network, Places places, Database database, TimeProvider clock)
{
    private const int LongestReason = 500;

    /// <summary>The one port that every server has.</summary>
    public const string Name = "eth0";

    public Task<Result<AsyncKey>> OffAsync(Caller caller, ServerId id, string reason, CancellationToken cancellationToken) =>
        reason.Length > LongestReason
            ? Task.FromResult<Result<AsyncKey>>(NetworkFailures.Invalid("reason", $"at most {LongestReason} characters are allowed."))
            : network.RunAsync(
                caller,
                id,
                async (transaction, found) =>
                {
                    if (await PortStore.FindAsync(transaction, id) is { ByOperator: true })
                    {
                        // It is off already, and stays the provider's to switch on.
                        return Unit.Value;
                    }

                    await PortStore.SaveAsync(transaction, id, new PortOff(reason, ByOperator: false));
                    await ServerEvents.AddAsync(transaction, found.Server, "port off", reason, "customer", clock.GetUtcNow());
                    return Unit.Value;
                },
                cancellationToken);

    public Task<Result<AsyncKey>> OnAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        network.RunAsync(
            caller,
            id,
            async (transaction, found) =>
            {
                switch (await PortStore.FindAsync(transaction, id))
                {
                    case { ByOperator: true } off:
                        return new Failure(
                            FailureKind.Forbidden, "provisioning.port-off-by-operator", $"the provider switched the port of server {id} off{(off.Reason.Length > 0 ? $" ({off.Reason})" : "")}; ask the provider to switch it on.");
                    case not null:
                        await PortStore.SaveAsync(transaction, id, null);
                        await ServerEvents.AddAsync(transaction, found.Server, "port on", "", "customer", clock.GetUtcNow());
                        break;
                }

                return Unit.Value;
            },
            cancellationToken);

    /// <summary>The ports as they are now.</summary>
    public async Task<Result<ServerPorts>> LookAsync(Caller caller, ServerId id, CancellationToken cancellationToken)
    {
        var (server, addresses, off) = await database.ReadAsync(
            async session => (await ServerQueries.OwnAsync(session, caller, id), await Addresses.OfAsync(session, id), await PortStore.FindAsync(session, id)), cancellationToken);
        if (server is null)
        {
            return ServerFailures.Unknown(id);
        }

        if (server.State is not (ServerState.Active or ServerState.Suspended) || await places.FindAsync(id, cancellationToken) is not { Address: { } main } place)
        {
            return ProvisioningFailures.NotReady(id, "looked at");
        }

        return (await place.Driver.Network.PortsAsync(place.Machine(id), cancellationToken)).TryGet(out var ports, out var failure)
            ? new ServerPorts(ports, main, addresses, off)
            : failure;
    }
}

/// <param name="Off">Why the port is switched off; null when it is on.</param>
public sealed record ServerPorts(IReadOnlyList<NetworkPort> Ports, Address Main, IReadOnlyList<Address> Addresses, PortOff? Off);
