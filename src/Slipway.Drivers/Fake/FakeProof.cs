using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>Answers as a machine would that has been installing since <see cref="FakeMachine.StartedAt"/>.</summary>
internal sealed class FakeProof(FakeFleet fleet, TimeProvider time) : IProof
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public Task<Result<MachineAccess>> AccessAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MachineAccess>>(fleet.Find(machine).TryGet(out var found, out var failure)
            ? new MachineAccess(found.Address.Ip, 22, new Dictionary<int, int> { [80] = 80, [443] = 443 })
            : failure);

    public Task<Progress> GreetsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult(Ready("greet", machine, out _, out var notYet) ? new Progress.Done("simulated greeting") : notYet);

    public Task<LoginProof> LoginAsync(MachineRef machine, Login login, CancellationToken cancellationToken)
    {
        if (!Ready("login", machine, out var found, out var notYet))
        {
            return Task.FromResult(new LoginProof(notYet, []));
        }

        var outcome = login.FirstBoot && found.PostInstall ? new ScriptOutcome(0, "The script ran on a simulated machine.\n") : null;
        return Task.FromResult(new LoginProof(new Progress.Done("simulated login as root"), [found.HostKey], outcome));
    }

    public Task<Progress> SoftwareAsync(MachineRef machine, SoftwareProbe probe, Login login, CancellationToken cancellationToken) =>
        Task.FromResult(Ready("software", machine, out _, out var notYet) ? new Progress.Done($"simulated answer on port {probe.Port}") : notYet);

    private bool Ready(string step, MachineRef machine, out FakeMachine found, out Progress notYet)
    {
        found = null!;
        notYet = null!;
        if (fleet.Fault(step) is { } fault)
        {
            notYet = new Progress.Failed(fault);
        }
        else if (!fleet.Find(machine).TryGet(out found!, out var failure))
        {
            notYet = new Progress.Failed(failure);
        }
        else if (found.Power is PowerState.Off)
        {
            notYet = new Progress.Failed(new Failure(FailureKind.Unavailable, "machines.off", "The machine is switched off."));
        }
        else if (Remaining(found) is { Ticks: > 0 } remaining)
        {
            notYet = new Progress.Again(remaining < LongestPause ? remaining : LongestPause, "the simulated machine is starting");
        }

        return notYet is null;
    }

    private TimeSpan Remaining(FakeMachine machine) => machine.StartedAt is { } started
        ? started + TimeSpan.FromSeconds(fleet.Options.DeploySeconds) - time.GetUtcNow()
        : TimeSpan.Zero;
}
