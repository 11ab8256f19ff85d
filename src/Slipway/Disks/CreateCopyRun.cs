using Slipway.Machines;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>Makes a snapshot or a backup. Given up, nothing of it is left.</summary>
public sealed class CreateCopyRun(DiskOptions options) : Workflow<CopyWork>
{
    public override string Name => "create-copy/1";

    protected override object? Result(CopyWork state) => state.Told;

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
    internal sealed class Prune(Database database, DriverTypes drivers, DiskOptions options) : Step<CopyWork>
    {
        // Well within the step's patience, after which the new backup would be undone.
        private TimeSpan Enough => TimeSpan.FromMinutes(Math.Min(30, options.CopyWithin.TotalMinutes / 2));

        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            if (work.Keep is not { } keep)
            {
                return Done();
            }

            var copies = await database.ReadAsync(session => DiskCopyStore.ListAsync(session, work.Server, work.Kind), cancellationToken);
            var (gone, left) = (new List<DiskCopy>(), "");
            foreach (var copy in copies.Where(copy => copy.Scheduled && copy.Id != work.CopyId).SkipLast(Math.Max(0, keep - 1)))
            {
                var removed = await RemoveAsync(work, copy, cancellationToken);
                if (removed is Progress.Again && context.Now - context.StepStarted < Enough)
                {
                    // Those before it answer the same the next time.
                    return removed;
                }

                if (removed is not Progress.Done)
                {
                    left = $"backup {copy.Id} could not be removed yet: {removed}";
                    break;
                }

                gone.Add(copy);
            }

            Forget(context, gone);
            return Done(left is not "" ? left : gone.Count == 0 ? null : $"removed {gone.Count}");
        }

        /// <summary>Those that are removed already are so.</summary>
        public override async Task<Progress> UndoAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            if (work.Keep is null)
            {
                return Done();
            }

            if (!(await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).ListAsync(work.Machine, cancellationToken)).TryGet(out var there, out var failure))
            {
                return new Progress.Failed(failure);
            }

            var copies = await database.ReadAsync(session => DiskCopyStore.ListAsync(session, work.Server, work.Kind), cancellationToken);
            Forget(context, [.. copies.Where(copy => copy.Scheduled && copy.Id != work.CopyId && !there.Contains(copy.DriverName))]);
            return Done();
        }

        private async Task<Progress> RemoveAsync(CopyWork work, DiskCopy copy, CancellationToken cancellationToken)
        {
            try
            {
                return await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).RemoveAsync(work.Machine, copy.DriverName, cancellationToken);
            }
            catch (Exception broken) when (broken is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                return new Progress.Failed(new Failure(FailureKind.Unavailable, "disks.not-pruned", "An old backup could not be removed just now.", new DriverFacts(broken.Message)));
            }
        }

        private static void Forget(StepContext<CopyWork> context, List<DiskCopy> gone) => context.WithJournal(async transaction =>
        {
            foreach (var copy in gone)
            {
                await DiskCopyStore.DeleteAsync(transaction, copy.Id);
            }

            return Unit.Value;
        });
    }
}
