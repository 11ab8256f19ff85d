using Microsoft.Extensions.DependencyInjection;
using Slipway.Accounts;
using Slipway.Mail;
using Slipway.Orders.Mails;
using Slipway.Orders.Steps;
using Slipway.Provisioning;
using Slipway.Provisioning.Steps;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>The whole life of an order on one screen. A failed step undoes what is above it, the last one first.</summary>
public sealed class FulfilOrder(OrderOptions options) : Workflow<Deployment>
{
    public override string Name => "fulfil-order/1";

    public override IReadOnlyList<StepEntry<Deployment>> Steps =>
    [
        Step<SettleInvoice>("settle-invoice", options.PayWithin.TotalMinutes), // waits for money        undo: give it back
        Step<ReserveMachine>("reserve-machine"),                               //                        undo: back to stock
        Step<AssignAddresses>("assign-addresses"),                             //                        undo: release
        Step<PrepareImage>("prepare-image", patienceMinutes: 60),
        Step<CreateMachine>("create-machine"),                                 //                        undo: destroy
        Step<BootInstaller>("boot-installer"),
        Step<ProveLogin>("prove-login", patienceMinutes: 30, guessSeconds: 30),             // waits for the machine
        Step<InstallSoftware>("install-software", options.SoftwareWithin.TotalMinutes, guessSeconds: 20),
        Step<ForgetSettings>("forget-settings"),
        Step<ActivateServer>("activate-server"),                               // the mail is queued here
        Step<CallCustomer>("call-customer"),
    ];

    protected override async Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, Deployment state, Failure? failure)
    {
        if (failure is null)
        {
            return;
        }

        var withdrawn = failure.Code == RequestCancellation.Withdrawn.Code;
        var expired = failure.Code == OrderFailures.NotPaidInTimeCode;
        if (await OrderStates.FailedAsync(transaction, state.Server, withdrawn || expired ? OrderVerb.Cancel : OrderVerb.Fail) is { } server)
        {
            var account = await AccountQueries.GetAsync(transaction, run.AccountId);
            await services.GetRequiredService<Outbox>().QueueAsync(
                transaction, account.Email, new DeploymentFailed(server.Hostname, server.Id.Value, state.InvoiceId, run.Key.Value,
                // The customer is not told of himself as of somebody else.
                failure.Message == RequestCancellation.Withdrawn.Message ? "you asked for it." : failure.Message, withdrawn, expired));
        }
    }

    // A callback's URL may hold a secret of the customer's.
    protected override Deployment WithoutSecrets(Deployment state) => state.WithoutSecrets() with { Callback = null };
}
