using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>
/// Starts switching a server on or off. What the customer sees changes at once, before the machine has followed: a client
/// that looks right afterwards must not see the old state.
/// </summary>
public sealed class SwitchPower(Database database, Runs runs, PowerRun workflow, Changes changes)
{
    public Task<Result<PowerStarted>> RunAsync(Caller caller, ServerId id, PowerAction action, CancellationToken cancellationToken) =>
        database.InTransactionAsync<PowerStarted>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (server.State == ServerState.Suspended && action != PowerAction.Status)
                {
                    return new Failure(FailureKind.PaymentRequired, "provisioning.suspended", $"server {id} is suspended because its period is not paid. Pay its invoice (whmcs/get_related_invoices) and it is switched on again.");
                }

                if (server.State is not (ServerState.Active or ServerState.Suspended) || await Capacity.NodeOfAsync(transaction, id) is not { } node)
                {
                    return new Failure(FailureKind.Busy, "provisioning.not-ready", $"server {id} is not ready yet: it can be switched once it is deployed.");
                }

                if (await Runs.LiveAsync(transaction, server.Subject) is { } busy)
                {
                    return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(server.Subject, busy));
                }

                return await StartAsync(transaction, server, node, action);
            },
            cancellationToken);

    /// <summary>Switches inside the caller's transaction, whatever the server's state: for features that decide over the customer's head.</summary>
    public async Task<Result<PowerStarted>> StartAsync(DatabaseTransaction transaction, Server server, Node node, PowerAction action)
    {
        // A new wish replaces an older one that has not come true yet; the same wish again is the same run.
        // Looking takes nothing away from a switch that is under way.
        var subject = action == PowerAction.Status ? $"power-status:{server.Id}" : PowerRun.SubjectOf(server.Id);
        var word = Word(action);
        if (await runs.ReplaceAsync(transaction, subject, word) is { } same)
        {
            return new PowerStarted(same, server.Power);
        }

        var power = action switch
        {
            PowerAction.On or PowerAction.Reboot => PowerState.On,
            PowerAction.Off or PowerAction.HardOff => PowerState.Off,
            PowerAction.Status => server.Power,
        };
        await ServerStates.SavePowerAsync(transaction, server, power);
        changes.Touch(transaction, $"account:{server.AccountId}");
        var started = await runs.StartAsync(
            transaction, workflow, word, subject, server.Location, server.AccountId, new PowerRequest(server.Id.Value, node.Name, node.Driver, action));
        return started.TryGet(out var key, out var failure) ? new PowerStarted(key, power) : failure;
    }

    /// <summary>The word by which the run is known outside.</summary>
    private static string Word(PowerAction action) => action switch
    {
        PowerAction.On => "on",
        PowerAction.Off => "off",
        PowerAction.HardOff => "hard_off",
        PowerAction.Reboot => "reboot",
        PowerAction.Status => "status",
    };
}

/// <param name="Power">What is known now.</param>
public sealed record PowerStarted(AsyncKey Key, PowerState Power);
