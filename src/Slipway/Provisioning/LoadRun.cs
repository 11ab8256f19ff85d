using Slipway.Machines;
using Slipway.Servers;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="First">The earlier of two readings.</param>
public sealed record LoadRequest(int ServerId, string Node, string Driver)
{
    public MachineFigures? First { get; init; }

    public LoadFigures? Load { get; init; }

    public MachineRef Machine => new(Server.MachineIdOf(new ServerId(ServerId)), Node);
}

/// <summary>How busy a machine is. What is not known is null.</summary>
/// <param name="CpuPercent">Of all its cores together, 0 to 100, over the second between two readings.</param>
public sealed record LoadFigures(MachineFigures Figures, double? CpuPercent, double? ReceivedPerSecond, double? SentPerSecond, double? DiskReadPerSecond, double? DiskWrittenPerSecond)
{
    public static LoadFigures Between(MachineFigures first, MachineFigures second)
    {
        var seconds = (second.At - first.At).TotalSeconds;
        // Between the two the machine was started anew: nothing can be compared.
        if (first.Epoch != second.Epoch || seconds <= 0)
        {
            return new LoadFigures(second, null, null, null, null, null);
        }

        return new LoadFigures(
            second,
            Rate(first.CpuSeconds, second.CpuSeconds, seconds) is { } cores ? Math.Round(Math.Clamp(cores / Math.Max(1, second.Cores) * 100, 0, 100), 1) : null,
            Whole(Rate(first.ReceivedBytes, second.ReceivedBytes, seconds)),
            Whole(Rate(first.SentBytes, second.SentBytes, seconds)),
            Whole(Rate(first.DiskReadBytes, second.DiskReadBytes, seconds)),
            Whole(Rate(first.DiskWrittenBytes, second.DiskWrittenBytes, seconds)));
    }

    private static double? Rate(double? first, double? second, double seconds) => second - first is { } grown ? Math.Max(0, grown) / seconds : null;

    private static double? Whole(double? rate) => rate is { } known ? Math.Round(known) : null;
}

/// <summary>Reads a machine's figures twice, a second apart.</summary>
public sealed class LoadRun : Workflow<LoadRequest>
{
    public const string Action = "load_stats";

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    public override string Name => "load-stats/1";

    public override IReadOnlyList<StepEntry<LoadRequest>> Steps =>
    [
        Step<ReadLoad>("read-load", patienceMinutes: 1),
        Step<CompareLoad>("compare-load", patienceMinutes: 1, guessSeconds: 1),
    ];

    protected override object? Result(LoadRequest state) => state.Load;

    internal sealed class ReadLoad(DriverTypes drivers) : Step<LoadRequest>
    {
        public override async Task<Progress> RunAsync(StepContext<LoadRequest> context, CancellationToken cancellationToken)
        {
            if (!(await drivers.Get(context.State.Driver).Measure.ReadAsync(context.State.Machine, cancellationToken)).TryGet(out var figures, out var failure))
            {
                return new Progress.Failed(failure);
            }

            context.State = context.State with { First = figures };
            return Done();
        }
    }

    internal sealed class CompareLoad(DriverTypes drivers) : Step<LoadRequest>
    {
        public override async Task<Progress> RunAsync(StepContext<LoadRequest> context, CancellationToken cancellationToken)
        {
            if (context.State.First!.At + Apart - context.Now is var left && left > TimeSpan.Zero && left <= Apart)
            {
                return new Progress.Again(left, "a second later once more");
            }

            if (!(await drivers.Get(context.State.Driver).Measure.ReadAsync(context.State.Machine, cancellationToken)).TryGet(out var figures, out var failure))
            {
                return new Progress.Failed(failure);
            }

            context.State = context.State with { Load = LoadFigures.Between(context.State.First!, figures) };
            return Done();
        }
    }
}

/// <summary>Starts looking how busy a customer's server is.</summary>
public sealed class MeasureLoad(ServerJobs jobs, LoadRun workflow)
{
    public Task<Result<AsyncKey>> RunAsync(Accounts.Caller caller, ServerId id, CancellationToken cancellationToken) => jobs.StartAsync(
        caller,
        id,
        new ServerJob<LoadRequest>(workflow, LoadRun.Action, Changes: false, Done: "measured"),
        (_, place) => Task.FromResult<Result<LoadRequest>>(place.Server.Power == PowerState.Off
            ? ProvisioningFailures.SwitchedOff(id)
            : new LoadRequest(id.Value, place.Node.Name, place.Node.Driver)),
        cancellationToken);
}
