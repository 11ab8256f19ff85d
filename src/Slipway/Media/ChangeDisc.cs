using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Media;

/// <param name="IsoId">What is to be in the drive; null for nothing.</param>
/// <param name="Before">What was, in case it is given up.</param>
public sealed record DiscChange(int ServerId, string Node, string Driver, int? IsoId, int? Before);

/// <summary>Puts an image into a server's drive, or takes it out. Given up, what was there before is there again.</summary>
public sealed class ChangeDisc : Workflow<DiscChange>
{
    public override string Name => "change-disc/1";

    public override IReadOnlyList<StepEntry<DiscChange>> Steps => [Step<Change>("change-disc")];

    internal sealed class Change(DriverTypes drivers, IsoFolder folder) : Step<DiscChange>
    {
        public override Task<Progress> RunAsync(StepContext<DiscChange> context, CancellationToken cancellationToken) => PutAsync(context, context.State.IsoId, cancellationToken);

        public override async Task<Progress> UndoAsync(StepContext<DiscChange> context, CancellationToken cancellationToken)
        {
            var back = await PutAsync(context, context.State.Before, cancellationToken);
            if (back is not Progress.Failed { Failure.Kind: FailureKind.Unsupported or FailureKind.NotFound })
            {
                return back;
            }

            // Where no disc can be put in at all, or this one is there no more, none is in.
            context.WithJournal(async transaction =>
            {
                await Drives.PutAsync(transaction, new ServerId(context.State.ServerId), null);
                return Unit.Value;
            });
            return Done("nothing is in the drive");
        }

        private async Task<Progress> PutAsync(StepContext<DiscChange> context, int? iso, CancellationToken cancellationToken)
        {
            var media = drivers.Get(context.State.Driver).Media;
            var server = new ServerId(context.State.ServerId);
            var machine = new MachineRef(Server.MachineIdOf(server), context.State.Node);
            var put = iso is { } disc ? await media.InsertAsync(machine, folder.PathOf(disc), cancellationToken) : await media.EjectAsync(machine, cancellationToken);
            if (put is Progress.Done)
            {
                context.WithJournal(async transaction =>
                {
                    await Drives.PutAsync(transaction, server, iso);
                    return Unit.Value;
                });
            }

            return put;
        }
    }
}
