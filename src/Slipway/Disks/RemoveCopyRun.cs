using Slipway.Machines;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>Removes a snapshot or a backup. Given up, it is what the driver still has of it.</summary>
public sealed class RemoveCopyRun(DiskOptions options) : Workflow<CopyWork>
{
    public override string Name => "remove-copy/1";

    protected override object? Result(CopyWork state) => state.Told;

    public override IReadOnlyList<StepEntry<CopyWork>> Steps => [Step<Remove>("remove-copy", options.CopyWithin.TotalMinutes, guessSeconds: 1)];

    internal sealed class Remove(DriverTypes drivers) : Step<CopyWork>
    {
        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            var removed = await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).RemoveAsync(work.Machine, work.Name, cancellationToken);
            if (removed is Progress.Done)
            {
                context.WithJournal(async transaction =>
                {
                    await DiskCopyStore.DeleteAsync(transaction, work.CopyId);
                    return Unit.Value;
                });
            }

            return removed;
        }

        /// <summary>One that was half removed is no copy any more: asked is whether it can still be gone back to.</summary>
        public override async Task<Progress> UndoAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            if (!(await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).ListAsync(work.Machine, cancellationToken)).TryGet(out var there, out var failure))
            {
                return new Progress.Failed(failure);
            }

            context.WithJournal(async transaction =>
            {
                await (there.Contains(work.Name) ? DiskCopyStore.SetPhaseAsync(transaction, work.CopyId, CopyPhase.Ready) : DiskCopyStore.DeleteAsync(transaction, work.CopyId));
                return Unit.Value;
            });
            return Done();
        }
    }
}
