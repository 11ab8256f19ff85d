using Slipway.Provisioning;
using Slipway.Workflows;

namespace Slipway.Orders.Steps;

/// <summary>Leaves the customer's <c>post_install_callback</c> to a run of its own, so that nobody waits for the URL.</summary>
internal sealed class CallCustomer(Runs runs, Callback workflow) : Step<Deployment>
{
    public override Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        if (context.State.Callback is not { } url)
        {
            return Task.FromResult(Done("no callback ordered"));
        }

        context.WithJournal(async transaction =>
            await Runs.LiveAsync(transaction, Callback.SubjectOf(context.Run.Key)) is null
            && (await runs.StartAsync(transaction, workflow, "callback", Callback.SubjectOf(context.Run.Key), context.Run.Location, context.Run.AccountId, new CallbackState(url))).Failure is { } failure ? failure : Unit.Value);
        return Task.FromResult(Done());
    }
}
