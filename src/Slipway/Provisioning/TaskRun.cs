using System.Security.Cryptography;
using System.Text;
using Slipway.Machines;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="Task">Key of the recipe.</param>
/// <param name="Name">Its name, for people.</param>
public sealed record TaskRequest(int ServerId, string Node, string Driver, string Task, string Name)
{
    /// <summary>The script with its parameters, until it has been run.</summary>
    public string? SealedScript { get; init; }

    public ScriptOutcome? Outcome { get; init; }

    public MachineRef Machine => new(Server.MachineIdOf(new ServerId(ServerId)), Node);
}

/// <summary>What a task that ended well leaves to tell.</summary>
public sealed record TaskResult(string Task, string Name, int ExitCode, string Output);

/// <summary>
/// A task of the catalog inside a server. What a script does cannot be taken back, so no step has an undo; one that ends with another exit code
/// than 0 is a failed run.
/// </summary>
public sealed class TaskRun : Workflow<TaskRequest>
{
    public const string Action = "run_task";

    public override string Name => "run-task/1";

    public override IReadOnlyList<StepEntry<TaskRequest>> Steps =>
    [
        Step<BeginTask>("begin-task", patienceMinutes: 5, guessSeconds: 1),
        Step<AwaitTask>("await-task", patienceMinutes: 60, guessSeconds: 20),
    ];

    protected override TaskRequest WithoutSecrets(TaskRequest state) => state with { SealedScript = null };

    protected override object? Result(TaskRequest state) => state.Outcome is { } outcome ? new TaskResult(state.Task, state.Name, outcome.ExitCode, outcome.LastLines) : null;

    /// <summary>The script is running inside, or has run.</summary>
    internal sealed class BeginTask(DriverTypes drivers, Sealer sealer) : Step<TaskRequest>
    {
        public override async Task<Progress> RunAsync(StepContext<TaskRequest> context, CancellationToken cancellationToken) =>
            (await AskAsync(drivers, sealer, context, cancellationToken)).Progress is Progress.Failed failed ? failed : Done();
    }

    internal sealed class AwaitTask(DriverTypes drivers, Sealer sealer) : Step<TaskRequest>
    {
        private const int LongestReason = 1000;

        public override async Task<Progress> RunAsync(StepContext<TaskRequest> context, CancellationToken cancellationToken)
        {
            var answer = await AskAsync(drivers, sealer, context, cancellationToken);
            if (answer is not { Progress: Progress.Done, Outcome: { } outcome })
            {
                return answer.Progress;
            }

            if (outcome.ExitCode != 0)
            {
                var last = outcome.LastLines.Trim();
                return new Progress.Failed(new Failure(
                    FailureKind.Invalid,
                    "provisioning.task-failed",
                    $"{context.State.Name} ended with exit code {outcome.ExitCode}{(last.Length == 0 ? "" : $": {(last.Length > LongestReason ? $"... {last[^LongestReason..]}" : last)}")}"));
            }

            context.State = context.State with { Outcome = outcome };
            return Done($"exit code {outcome.ExitCode}");
        }
    }

    // The run's key is a secret of its customer's; its hash names the execution as well.
    private static Task<GuestAnswer> AskAsync(DriverTypes drivers, Sealer sealer, StepContext<TaskRequest> context, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context.Run.Key.Value)))[..24];
        return drivers.Get(context.State.Driver).Guest.RunAsync(context.State.Machine, new GuestCommand($"task-{key}", sealer.Open(context.State.SealedScript!)), cancellationToken);
    }
}
