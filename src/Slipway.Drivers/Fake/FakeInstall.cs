using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>Every image is always there; an installation takes <see cref="FakeOptions.DeploySeconds"/>.</summary>
internal sealed class FakeInstall(FakeFleet fleet, TimeProvider time) : IInstall
{
    public bool CanDeliver(ImageRef image, string node) => true;

    public Task<Progress> PrepareImageAsync(ImageRef image, string node, CancellationToken cancellationToken) =>
        AnswerAsync(fleet.Fault("prepare"));

    /// <summary>Called again it changes nothing: the installation goes on from when it first began.</summary>
    public Task<Progress> StartAsync(MachineSpecification specification, Installation installation, CancellationToken cancellationToken) =>
        AnswerAsync(fleet.Fault("start") ?? fleet.Change(specification.Machine, found => found with
        {
            Power = PowerState.On,
            StartedAt = found.StartedAt ?? time.GetUtcNow(),
            PostInstall = installation.PostInstallScript is not null,
        }));

    /// <summary>The fleet never keeps a secret, so there is none to forget.</summary>
    public Task<Progress> ForgetAsync(MachineRef machine, CancellationToken cancellationToken) =>
        AnswerAsync(fleet.Fault("forget") ?? fleet.Find(machine).Failure);

    private static Task<Progress> AnswerAsync(Failure? failure) =>
        Task.FromResult<Progress>(failure is null ? new Progress.Done() : new Progress.Failed(failure));
}
