using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>Switching a service off for want of payment, and on again. What is shown changes with the transaction; the machine follows in a run.</summary>
public sealed class Suspension(SwitchPower power, Outbox outbox, Changes changes, TimeProvider clock)
{
    /// <summary>False while the server is being worked on; ask again later.</summary>
    internal async Task<bool> SuspendAsync(DatabaseTransaction transaction, Order order, string reason)
    {
        if (await ServerStates.FindAsync(transaction, order.ServerId) is not { State: ServerState.Active } server || await Runs.LiveAsync(transaction, server.Subject) is not null)
        {
            return false;
        }

        var suspended = (await ServerStates.MoveAsync(transaction, server, ServerVerb.Suspend)).Value;
        await OrderStore.UpdateAsync(transaction, order with { SuspendedAt = clock.GetUtcNow() });
        await ServerEvents.AddAsync(transaction, suspended, "suspended", reason, ServerEvents.Platform, clock.GetUtcNow());
        await SwitchAsync(transaction, suspended, PowerAction.Off);
        await MailAsync(transaction, order, new ServiceSuspended(suspended.Hostname, suspended.Id.Value, reason));
        return true;
    }

    internal async Task ResumeAsync(DatabaseTransaction transaction, Order order)
    {
        await OrderStore.UpdateAsync(transaction, order with { SuspendedAt = null });
        if (await ServerStates.FindAsync(transaction, order.ServerId) is { State: ServerState.Suspended } server)
        {
            var resumed = (await ServerStates.MoveAsync(transaction, server, ServerVerb.Resume)).Value;
            await ServerEvents.AddAsync(transaction, resumed, "resumed", "It is paid.", ServerEvents.Platform, clock.GetUtcNow());
            await SwitchAsync(transaction, resumed, PowerAction.On);
            await MailAsync(transaction, order, new ServiceResumed(resumed.Hostname, resumed.Id.Value));
        }
    }

    /// <summary>A suspended machine that is on all the same is switched off, the hard way if it did not heed the button.</summary>
    internal async Task EnforceAsync(DatabaseTransaction transaction, Order order)
    {
        if (await ServerStates.FindAsync(transaction, order.ServerId) is { State: ServerState.Suspended, Power: not PowerState.Off } server
            && await Runs.LiveAsync(transaction, PowerRun.SubjectOf(server.Id)) is null)
        {
            await SwitchAsync(transaction, server, PowerAction.HardOff);
        }
    }

    private async Task SwitchAsync(DatabaseTransaction transaction, Server server, PowerAction action)
    {
        changes.Touch(transaction, $"account:{server.AccountId}");
        if (await Capacity.NodeOfAsync(transaction, server.Id) is { } node && (await power.StartAsync(transaction, server, node, action)).Failure is { } failure)
        {
            throw new InvalidOperationException($"The power of server {server.Id} cannot be switched: {failure}");
        }
    }

    private async Task MailAsync(DatabaseTransaction transaction, Order order, Letter letter) =>
        await outbox.QueueAsync(transaction, (await AccountQueries.GetAsync(transaction, order.AccountId)).Email, letter);
}
