using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Media;

/// <param name="Url">As the customer gave it; it may hold a secret.</param>
public sealed record FetchState(int IsoId, string Url, string Sha256)
{
    /// <summary>As it was begun; empty in a run from before this was written down.</summary>
    public string Name { get; init; } = "";

    /// <summary>How long it is, once it is there.</summary>
    public long Bytes { get; init; }
}

/// <summary>An image that is there.</summary>
public sealed record FetchedIso(int Id, string Name, string Sha256, long Bytes);

/// <summary>Fetches an image from its URL. What cannot be used stays listed, with the reason, until its customer deletes it.</summary>
public sealed class FetchIso(MediaOptions options) : Workflow<FetchState>
{
    public const string Action = "upload";

    public override string Name => "fetch-iso/1";

    public override IReadOnlyList<StepEntry<FetchState>> Steps => [Step<Fetch>("fetch", options.FetchWithin.TotalMinutes + 10, guessSeconds: 30)];

    protected override FetchState WithoutSecrets(FetchState state) => state with { Url = "" };

    protected override object? Result(FetchState state) => state.Bytes == 0 ? null : new FetchedIso(state.IsoId, state.Name, state.Sha256, state.Bytes);

    protected override async Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, FetchState state, Failure? failure)
    {
        if (failure is not null)
        {
            await IsoStore.RefusedAsync(transaction, state.IsoId, failure.Message);
        }
    }

    internal sealed class Fetch(IsoFetching fetching, Database database, MediaOptions options) : Step<FetchState>
    {
        // What does not answer now may in a while, but not for hours.
        private static readonly TimeSpan KeepTrying = TimeSpan.FromMinutes(5);

        public override async Task<Progress> RunAsync(StepContext<FetchState> context, CancellationToken cancellationToken)
        {
            var state = context.State;
            var taken = await database.ReadAsync(session => IsoStore.BytesAsync(session, context.Run.AccountId), cancellationToken);
            var most = Math.Min((long)options.LargestGb << 30, ((long)options.MostGbPerAccount << 30) - taken);
            if (await fetching.AskAsync(state.IsoId, new Uri(state.Url), state.Sha256, most, cancellationToken) is not { } answer)
            {
                return new Progress.Again(TimeSpan.FromSeconds(0.5), "fetching");
            }

            if (!answer.TryGet(out var fetched, out var failure))
            {
                return new Progress.Failed(failure.Kind == FailureKind.Unavailable && context.Now - context.StepStarted > KeepTrying ? failure with { Kind = FailureKind.Invalid } : failure);
            }

            context.State = state with { Sha256 = fetched.Sha256, Bytes = fetched.Bytes };
            context.WithJournal(async transaction =>
            {
                await IsoStore.FetchedAsync(transaction, state.IsoId, fetched.Bytes, fetched.Sha256);
                return Unit.Value;
            });
            return Done();
        }

        public override async Task<Progress> UndoAsync(StepContext<FetchState> context, CancellationToken cancellationToken)
        {
            await fetching.StopAsync(context.State.IsoId);
            return Done();
        }
    }
}
