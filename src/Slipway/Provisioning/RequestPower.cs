using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>A customer switches his server. One that is to boot from the network begins the installation that was arranged.</summary>
public sealed class RequestPower(Database database, SwitchPower power, INetworkBoot network)
{
    public Task<Result<PowerStarted>> RunAsync(Caller caller, ServerId id, PowerAction action, CancellationToken cancellationToken) =>
        database.InTransactionAsync<PowerStarted>(
            async transaction =>
            {
                if (action is PowerAction.On or PowerAction.Reboot)
                {
                    // A boot may begin an installation, which moves money: the account first, as everybody does.
                    await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                }

                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (server.State == ServerState.Suspended && action != PowerAction.Status)
                {
                    return ProvisioningFailures.Suspended(id, "is switched on again");
                }

                if (server.State is not (ServerState.Active or ServerState.Suspended) || await Capacity.NodeOfAsync(transaction, id) is not { } node)
                {
                    return ProvisioningFailures.NotReady(id, "switched");
                }

                if (await Runs.LiveAsync(transaction, server.Subject) is { } busy)
                {
                    return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(server.Subject, busy));
                }

                var fromDisc = false;
                // Switching on what is on boots nothing.
                if (action == PowerAction.Reboot || (action == PowerAction.On && server.Power == PowerState.Off))
                {
                    if (!(await network.BootingAsync(transaction, server)).TryGet(out var installing, out var refused))
                    {
                        return refused;
                    }

                    if (installing is { } run)
                    {
                        return new PowerStarted(run, PowerState.On);
                    }

                    if (server.Disk == DiskContent.Missing)
                    {
                        return new Failure(FailureKind.Invalid, "provisioning.no-system", $"server {id} has no system: its last reinstallation did not come to its end. Reinstall it (eq/order_instance with id).");
                    }

                    // What it boots from is used up.
                    fromDisc = server.BootDevice == BootDevice.Cd;
                    server = (await ServerStates.FindAsync(transaction, id))!;
                }

                return await power.StartAsync(transaction, server, node, action, fromDisc);
            },
            cancellationToken);
}
