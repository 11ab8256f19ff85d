using Slipway.Machines;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>Makes a snapshot or a backup. Given up, nothing of it is left.</summary>
public sealed class CreateCopyRun(DiskOptions options) : Workflow<CopyWork>
{
    public override string Name => "create-copy/1";

    public override IReadOnlyList<StepEntry<CopyWork>> Steps =>
    [
        Step<Copy>("copy-disk", options.CopyWithin.TotalMinutes, guessSeconds: 5),
        Step<Prune>("prune", options.CopyWithin.TotalMinutes),
    ];

    internal sealed class Copy(DriverTypes drivers, Changes changes) : Step<CopyWork>
    {
        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            var made = await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).CreateAsync(work.Machine, work.Name, cancellationToken);
            if (made.Progress is Progress.Done)
            {
                context.WithJournal(async transaction =>
                {
                    await DiskCopyStore.MadeAsync(transaction, work.CopyId, made.Bytes);
                    changes.Touch(transaction, $"account:{context.Run.AccountId}");
                    return Unit.Value;
                });
            }

            return made.Progress;
        }

        public override async Task<Progress> UndoAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
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
    }

    /// <summary>
    /// The oldest of the schedule go, now that there is a new one. What cannot be removed just now is left to the next time: the new backup
    /// is good, whatever becomes of the old ones.
    /// </summary>
    internal sealed class Prune(Database database, DriverTypes drivers) : Step<CopyWork>
    {
        private static readonly TimeSpan Enough = TimeSpan.FromMinutes(30);

        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            if (work.Keep is not { } keep)
            {
                return Done();
            }

            var copies = await database.ReadAsync(session => DiskCopyStore.ListAsync(session, work.Server, work.Kind), cancellationToken);
            List<DiskCopy> excess = [.. copies.Where(copy => copy.Scheduled && copy.Id != work.CopyId).SkipLast(Math.Max(0, keep - 1))];
            foreach (var copy in excess)
            {
                var removed = await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).RemoveAsync(work.Machine, copy.DriverName, cancellationToken);
                if (removed is Progress.Again && context.Now - context.StepStarted < Enough)
                {
                    return removed;
                }

                if (removed is not Progress.Done)
                {
                    return Done($"backup {copy.Id} could not be removed yet: {removed}");
                }
            }

            context.WithJournal(async transaction =>
            {
                foreach (var copy in excess)
                {
                    await DiskCopyStore.DeleteAsync(transaction, copy.Id);
                }

                return Unit.Value;
            });
            return Done(excess.Count == 0 ? null : $"removed {excess.Count}");
        }
    }
}
