using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Disks;

/// <param name="Copies">Filled when it has looked.</param>
public sealed record CopyList(int ServerId, CopyKind Kind, int Most)
{
    public IReadOnlyList<CopyFacts> Copies { get; init; } = [];
}

/// <summary>A copy as its customer hears of it.</summary>
public sealed record CopyFacts(int Id, string Name, CopyPhase Phase, long Bytes, bool Scheduled, string OsName, DateTimeOffset CreatedAt)
{
    public static CopyFacts Of(DiskCopy copy) => new(copy.Id, copy.Name, copy.Phase, copy.Bytes, copy.Scheduled, copy.Installed.OsName, copy.CreatedAt);
}

/// <summary>Tells the copies of a server through a key, because the protocol asks so.</summary>
public sealed class ListCopiesRun : Workflow<CopyList>
{
    public override string Name => "list-copies/1";

    public override IReadOnlyList<StepEntry<CopyList>> Steps => [Step<Look>("look")];

    protected override object? Result(CopyList state) => state;

    internal sealed class Look(Database database) : Step<CopyList>
    {
        public override async Task<Progress> RunAsync(StepContext<CopyList> context, CancellationToken cancellationToken)
        {
            var copies = await database.ReadAsync(session => DiskCopyStore.ListAsync(session, new ServerId(context.State.ServerId), context.State.Kind), cancellationToken);
            context.State = context.State with { Copies = [.. copies.Select(CopyFacts.Of)] };
            return Done();
        }
    }
}
