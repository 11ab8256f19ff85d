namespace Slipway.Machines;

// The polite refusals: what a driver type answers where an ability is not named.

internal static class No
{
    public static Failure Ability(string what) =>
        new(FailureKind.Unsupported, "machines.unsupported", $"This kind of server does not offer {what}.");

    public static Task<Progress> ProgressAsync(string what) => Task.FromResult<Progress>(new Progress.Failed(Ability(what)));
}

internal sealed class NoPowerControl : IPowerControl
{
    public Task<Progress> OnAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("power control");

    public Task<Progress> OffAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("power control");

    public Task<Progress> HardOffAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("power control");

    public Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("power control");

    public Task<Result<PowerState>> StateAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<PowerState>>(No.Ability("power control"));
}

internal sealed class NoLifecycle : ILifecycle
{
    public Task<Progress> EnsureCreatedAsync(MachineSpecification specification, CancellationToken cancellationToken) => No.ProgressAsync("creation");

    public Task<Progress> DestroyAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("removal");

    public Task<Result<IReadOnlyList<string>>> ListAsync(string node, CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<string>>>(No.Ability("a list of machines"));
}

internal sealed class NoInstall : IInstall
{
    public bool CanDeliver(ImageRef image, string node) => false;

    public Task<Progress> PrepareImageAsync(ImageRef image, string node, CancellationToken cancellationToken) => No.ProgressAsync("installation");

    public Task<Progress> StartAsync(MachineSpecification specification, Installation installation, CancellationToken cancellationToken) => No.ProgressAsync("installation");

    public Task<Progress> ForgetAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("installation");
}

internal sealed class NoErase : IErase
{
    public Task<Erasing> EraseAsync(MachineRef machine, CancellationToken cancellationToken) => Task.FromResult(new Erasing(new Progress.Failed(No.Ability("erasing"))));
}

internal sealed class NoProof : IProof
{
    public Task<Result<MachineAccess>> AccessAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MachineAccess>>(No.Ability("access"));

    public Task<LoginProof> LoginAsync(MachineRef machine, Login login, CancellationToken cancellationToken) =>
        Task.FromResult(new LoginProof(new Progress.Failed(No.Ability("a login")), []));

    public Task<Progress> SoftwareAsync(MachineRef machine, SoftwareProbe probe, Login login, CancellationToken cancellationToken) => No.ProgressAsync("a check of software");
}
