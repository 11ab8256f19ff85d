using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <summary>
/// The server goes back to a copy. Up to the moment the disk is replaced a failure leaves everything as it was; afterwards the server is what
/// the copy holds, whether it answers or not.
/// </summary>
public sealed class RestoreCopyRun(DiskOptions options) : Workflow<CopyWork>
{
    public override string Name => "restore-copy/1";

    protected override object? Result(CopyWork state) => state.Told;

    public override IReadOnlyList<StepEntry<CopyWork>> Steps =>
    [
        Step<Stop>("stop-machine", patienceMinutes: 10, guessSeconds: 5),
        Step<Restore>("restore-disk", options.CopyWithin.TotalMinutes, guessSeconds: 2),
        Step<Start>("start-machine"),
        Step<Prove>("prove-answer", options.AnswerWithin.TotalMinutes, guessSeconds: 20),
    ];

    /// <summary>Asked first, so that programs can say goodbye; what they write to the disk is lost anyhow, so nobody waits for long.</summary>
    internal sealed class Stop(DriverTypes drivers) : Step<CopyWork>
    {
        private static readonly TimeSpan Polite = TimeSpan.FromSeconds(30);

        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            var driver = drivers.Get(work.Driver);
            if (!work.WasOn)
            {
                // Whatever it is really: a switch that was superseded a moment ago may still be starting it.
                return await driver.Power.HardOffAsync(work.Machine, cancellationToken);
            }

            if (!work.Answered && context.Now - context.StepStarted < TimeSpan.FromSeconds(1) && await driver.Proof.GreetsAsync(work.Machine, cancellationToken) is Progress.Done)
            {
                context.State = work with { Answered = true };
                return new Progress.Again(TimeSpan.Zero, "it answers");
            }

            return context.Now - context.StepStarted < Polite ? await driver.Power.OffAsync(work.Machine, cancellationToken) : await driver.Power.HardOffAsync(work.Machine, cancellationToken);
        }

        public override async Task<Progress> UndoAsync(StepContext<CopyWork> context, CancellationToken cancellationToken) =>
            context.State.WasOn ? await drivers.Get(context.State.Driver).Power.OnAsync(context.State.Machine, cancellationToken) : Done("it was off before");
    }

    internal sealed class Restore(DriverTypes drivers, Changes changes) : Step<CopyWork>
    {
        // An undo has ten minutes.
        private static readonly TimeSpan Enough = TimeSpan.FromMinutes(5);

        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            var restored = await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).RestoreAsync(work.Machine, work.Name, cancellationToken);
            if (restored is Progress.Done)
            {
                WriteDown(context);
            }

            return restored;
        }

        /// <summary>Where the disk has been replaced already, that is what is true. What is not overwritten by then is when the next restore begins, or with the disk.</summary>
        public override async Task<Progress> UndoAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            var end = await DiskCopy.Of(drivers.Get(work.Driver), work.Kind).GiveUpRestoreAsync(work.Machine, work.Name, cancellationToken);
            if (end.Progress is not Progress.Done && context.Now - context.StepStarted < Enough)
            {
                return end.Progress;
            }

            if (end.Replaced)
            {
                WriteDown(context);
            }

            return Done(end.Replaced ? "the disk had been replaced" : end.Progress is Progress.Done ? null : "what it left is not overwritten yet");
        }

        private void WriteDown(StepContext<CopyWork> context)
        {
            var (work, now) = (context.State, context.Now);
            context.WithJournal(async transaction =>
            {
                if (await DiskCopyStore.FindAsync(transaction, work.CopyId) is { } copy && await ServerStates.FindAsync(transaction, work.Server) is { } server)
                {
                    await ServerStates.RestoredAsync(transaction, server, copy.Installed.ToInstalled(), copy.Installed.Disk);
                    // They lay in the file whose place the backup has taken.
                    if (work.Kind == CopyKind.Backup && await DiskCopyStore.DeleteAllAsync(transaction, work.Server, CopyKind.Snapshot) is > 0 and var gone)
                    {
                        await ServerEvents.AddAsync(
                            transaction, server, "snapshots gone", $"With the disk that the backup {copy.Name} replaced, its snapshots are gone: {gone}.", ServerEvents.Platform, now);
                    }

                    changes.Touch(transaction, $"account:{server.AccountId}");
                }

                return Unit.Value;
            });
        }
    }

    internal sealed class Start(DriverTypes drivers) : Step<CopyWork>
    {
        public override Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken) =>
            context.State.WasOn ? drivers.Get(context.State.Driver).Power.OnAsync(context.State.Machine, cancellationToken) : Task.FromResult(Done("it was off before"));
    }

    /// <summary>No password of it is known any more, so its SSH server's greeting has to do.</summary>
    internal sealed class Prove(DriverTypes drivers, Database database) : Step<CopyWork>
    {
        public override async Task<Progress> RunAsync(StepContext<CopyWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            if (!work.WasOn || !work.Answered || await database.ReadAsync(session => DiskCopyStore.FindAsync(session, work.CopyId), cancellationToken) is { Installed.Disk: not DiskContent.Installed })
            {
                return Done("nothing to prove");
            }

            return await drivers.Get(work.Driver).Proof.GreetsAsync(work.Machine, cancellationToken);
        }
    }
}
