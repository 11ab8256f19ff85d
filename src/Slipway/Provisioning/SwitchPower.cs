using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>
/// Starts switching a server on or off. What the customer sees changes at once, before the machine has followed: a client
/// that looks right afterwards must not see the old state.
/// </summary>
public sealed class SwitchPower(Runs runs, PowerRun workflow, Changes changes)
{
    /// <summary>Switches inside the caller's transaction, whatever the server's state. Customers ask by <see cref="RequestPower"/>.</summary>
    /// <param name="fromDisc">It boots from the disc in its drive.</param>
    public async Task<Result<PowerStarted>> StartAsync(DatabaseTransaction transaction, Server server, Node node, PowerAction action, bool fromDisc = false)
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
            transaction, workflow, word, subject, server.Location, server.AccountId, new PowerRequest(server.Id.Value, node.Name, node.Driver, action) { FromDisc = fromDisc });
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
