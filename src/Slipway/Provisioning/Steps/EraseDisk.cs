using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Provisioning.Steps;

/// <summary>The old disk is gone, for good. From its first moment on there is no way back, and the run says so before it begins.</summary>
internal sealed class EraseDisk(Places places, EraseRecords records, IEnumerable<IServerLeftovers> leftovers) : Step<Deployment>
{
    public override async Task<Progress> RunAsync(StepContext<Deployment> context, CancellationToken cancellationToken)
    {
        var deployment = context.State;
        var reinstallation = deployment.Reinstallation ?? throw new InvalidOperationException("Only what exists already is erased.");
        if (!reinstallation.Erases)
        {
            context.State = deployment with { Reinstallation = reinstallation with { Erases = true } };
            return new Progress.Again(TimeSpan.Zero, "about to erase");
        }

        if (await places.FindAsync(deployment.Server, cancellationToken) is not { } place)
        {
            return Done("there was no place");
        }

        var erasing = await place.Driver.Erase.EraseAsync(place.Machine(deployment.Server), cancellationToken);
        if (erasing.Progress is Progress.Done)
        {
            context.State = deployment with { Reinstallation = reinstallation with { Erased = erasing.Report ?? reinstallation.Erased } };
            context.WithJournal(async transaction =>
            {
                foreach (var leftover in leftovers)
                {
                    await leftover.ErasedAsync(transaction, deployment.Server);
                }

                return erasing.Report is { } report
                    ? await records.AddAsync(transaction, deployment.Server, context.Run.AccountId, EraseReason.Reinstallation, place.Node.Name, report)
                    : Unit.Value;
            });
        }

        return erasing.Progress;
    }
}
