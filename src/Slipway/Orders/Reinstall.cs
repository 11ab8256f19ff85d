using Microsoft.Extensions.DependencyInjection;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Orders.Steps;
using Slipway.Provisioning;
using Slipway.Provisioning.Steps;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// Another system on a server that exists. Up to the erasing a failure leaves everything as it was; from then on the server
/// stays, without a system, and can be reinstalled again. Whatever fails costs nothing.
/// </summary>
public sealed class Reinstall(OrderOptions options) : Workflow<Deployment>
{
    public const string Action = "reinstall";

    public override string Name => "reinstall-server/1";

    public override IReadOnlyList<StepEntry<Deployment>> Steps =>
    [
        Step<PrepareImage>("prepare-image", patienceMinutes: 60),
        Step<StopMachine>("stop-machine"),                                     // undo: on again; after the erasing: off for good
        Step<EraseDisk>("erase-disk", patienceMinutes: 60 * 24, guessSeconds: 2),
        Step<RemakeMachine>("create-machine"),
        Step<BootInstaller>("boot-installer"),
        Step<ProveLogin>("prove-login", patienceMinutes: 30, guessSeconds: 30),
        Step<InstallSoftware>("install-software", options.SoftwareWithin.TotalMinutes, guessSeconds: 20),
        Step<ForgetSettings>("forget-settings"),
        Step<FinishReinstall>("finish-reinstall"),
        Step<CallCustomer>("call-customer"),
    ];

    protected override async Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, Deployment state, Failure? failure)
    {
        if (failure is not null)
        {
            var account = await AccountQueries.GetForMoneyAsync(transaction, run.AccountId);
            if (state.InvoiceId != 0)
            {
                await services.GetRequiredService<Invoices>().GiveBackAsync(transaction, new InvoiceId(state.InvoiceId), $"server {state.ServerId} was not reinstalled");
            }

            if (await ServerStates.FindAsync(transaction, state.Server) is { } server)
            {
                var erased = state.Reinstallation is { Erases: true };
                if (erased)
                {
                    await ServerStates.LostSystemAsync(transaction, server, failure.Message);
                    foreach (var leftover in services.GetServices<IServerLeftovers>())
                    {
                        await leftover.ErasedAsync(transaction, server.Id);
                    }
                }
                else
                {
                    var old = state.Reinstallation;
                    await ServerStates.NotReinstalledAsync(
                        transaction, server, failure.Message,
                        // A name that was given meanwhile stays.
                        server.Hostname == state.Hostname && old?.OldHostname is { } name ? name : server.Hostname, old is { WasOn: false } ? Machines.PowerState.Off : Machines.PowerState.On);
                }

                if (state.Notify)
                {
                    await services.GetRequiredService<Outbox>().QueueAsync(
                        transaction, account.Email, new ReinstallFailed(server.Hostname, server.Id.Value, state.Reinstallation?.Installed.OsName ?? "", failure.Message, erased, run.Key.Value));
                }
            }
        }

        await services.GetRequiredService<NetworkBoot>().EndedAsync(transaction, state.Server, failure);
    }

    protected override Deployment WithoutSecrets(Deployment state) => state.WithoutSecrets() with { Callback = null };
}
