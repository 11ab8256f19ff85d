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
    public Task<Progress> GreetsAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync("access");

    public Task<Result<MachineAccess>> AccessAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MachineAccess>>(No.Ability("access"));

    public Task<LoginProof> LoginAsync(MachineRef machine, Login login, CancellationToken cancellationToken) =>
        Task.FromResult(new LoginProof(new Progress.Failed(No.Ability("a login")), []));

    public Task<Progress> SoftwareAsync(MachineRef machine, SoftwareProbe probe, Login login, CancellationToken cancellationToken) => No.ProgressAsync("a check of software");
}

internal sealed class NoGuest : IGuest
{
    public Task<GuestAnswer> RunAsync(MachineRef machine, GuestCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(new GuestAnswer(new Progress.Failed(No.Ability("commands from outside"))));
}

internal sealed class NoNetworking : INetworking
{
    public Task<Progress> ApplyAsync(MachineRef machine, MachineNetwork network, CancellationToken cancellationToken) => No.ProgressAsync("changes of its network");

    public Task<Result<IReadOnlyList<NetworkPort>>> PortsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<NetworkPort>>>(No.Ability("a look at its ports"));
}

internal sealed class NoMeasure : IMeasure
{
    public Task<Result<MachineFigures>> ReadAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<MachineFigures>>(No.Ability("figures of its load"));
}

internal sealed class NoEngine : IEngine
{
    public Task<Result<Engine>> AskAsync(string node, CancellationToken cancellationToken) => Task.FromResult<Result<Engine>>(No.Ability("a name for what runs it"));
}

internal sealed class NoConsole : IConsole
{
    public Task<Result<Stream>> OpenAsync(MachineRef machine, CancellationToken cancellationToken) => Task.FromResult<Result<Stream>>(No.Ability("a console"));
}

internal sealed class NoManagement : IManagement
{
    private const string What = "a management module; only dedicated servers have one";

    public Task<Result<ManagementModule>> FactsAsync(MachineRef machine, CancellationToken cancellationToken) => Task.FromResult<Result<ManagementModule>>(No.Ability(What));

    public Task<Result<IReadOnlyList<string>>> SensorsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<string>>>(No.Ability("sensors; they are available for dedicated servers only"));

    public Task<Progress> EnsureUserAsync(MachineRef machine, string name, Secret password, CancellationToken cancellationToken) => No.ProgressAsync(What);

    public Task<Progress> RemoveUserAsync(MachineRef machine, string name, CancellationToken cancellationToken) => No.ProgressAsync(What);

    public Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync(What);
}

internal abstract class NoCopies(string what) : IDiskCopies
{
    public Failure? Refusal(MachineRef machine) => No.Ability(what);

    public Task<CopyMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken) => Task.FromResult(new CopyMade(new Progress.Failed(No.Ability(what))));

    public Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken) => No.ProgressAsync(what);

    public Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken) => No.ProgressAsync(what);

    public Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken) => Task.FromResult<Result<IReadOnlyList<string>>>(No.Ability(what));
}

internal sealed class NoSnapshots() : NoCopies("snapshots"), ISnapshots;

internal sealed class NoBackups() : NoCopies("backups"), IBackups;

internal sealed class NoMedia : IMedia
{
    private const string What = "a drive for discs";

    public Task<Progress> InsertAsync(MachineRef machine, string path, CancellationToken cancellationToken) => No.ProgressAsync(What);

    public Task<Progress> EjectAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync(What);

    public Task<Progress> BootAsync(MachineRef machine, CancellationToken cancellationToken) => No.ProgressAsync(What);
}
