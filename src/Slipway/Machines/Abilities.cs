namespace Slipway.Machines;

// What a driver can be asked. Every call may be repeated, answers in seconds, and never waits for an installation:
// it says Done, Again or Failed. "The other side does not answer" is FailureKind.Unavailable (transient), "this model
// cannot do that" is FailureKind.Unsupported (final). No secret reaches a log or a command line.

/// <summary>Power. <c>Off</c> asks the system to shut down and answers Again until it has; <c>HardOff</c> cuts.</summary>
public interface IPowerControl
{
    Task<Progress> OnAsync(MachineRef machine, CancellationToken cancellationToken);

    Task<Progress> OffAsync(MachineRef machine, CancellationToken cancellationToken);

    Task<Progress> HardOffAsync(MachineRef machine, CancellationToken cancellationToken);

    Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken);

    Task<Result<PowerState>> StateAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <summary>Makes and removes virtual machines.</summary>
public interface ILifecycle
{
    /// <summary>
    /// The machine exists afterwards, switched off, with the disk its image gives. A half-made one is completed; one that was erased
    /// gets a new disk and keeps the rest.
    /// </summary>
    Task<Progress> EnsureCreatedAsync(MachineSpecification specification, CancellationToken cancellationToken);

    /// <summary>Nothing of the machine is left: no process, file, port, lease. A machine that never was is Done.</summary>
    Task<Progress> DestroyAsync(MachineRef machine, CancellationToken cancellationToken);

    /// <summary>Machine ids that really exist on the node, for reconciliation.</summary>
    Task<Result<IReadOnlyList<string>>> ListAsync(string node, CancellationToken cancellationToken);
}

/// <summary>Brings an operating system onto a machine.</summary>
public interface IInstall
{
    /// <summary>Can this image be delivered on this node, now or after preparing it? Asked for the catalog: must be quick.</summary>
    bool CanDeliver(ImageRef image, string node);

    /// <summary>The image is on the node and whole, or Again while it comes.</summary>
    Task<Progress> PrepareImageAsync(ImageRef image, string node, CancellationToken cancellationToken);

    /// <summary>The machine has been started into its first boot with these settings.</summary>
    Task<Progress> StartAsync(MachineSpecification specification, Installation installation, CancellationToken cancellationToken);

    /// <summary>The settings of the first boot are no longer kept on the node. Called once the guest has them.</summary>
    Task<Progress> ForgetAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <summary>Makes what was on a machine's disks unreadable, before anybody else gets them.</summary>
public interface IErase
{
    /// <summary>
    /// A machine that is switched off has no disk afterwards, and what was on it is gone. Works for seconds and then answers Again, with how
    /// far it is; called again it goes on there. Once done it tells the same report until the machine has a disk again. A machine that is
    /// not there, or has no disk, is Done without a report. One that runs is refused.
    /// </summary>
    Task<Erasing> EraseAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <param name="Report">What was done, once it is done; null when there was nothing to erase.</param>
public sealed record Erasing(Progress Progress, EraseReport? Report = null);

/// <param name="Method">In words, with the standard it follows.</param>
/// <param name="Disks">Each disk that was erased.</param>
public sealed record EraseReport(string Method, IReadOnlyList<ErasedDisk> Disks, DateTimeOffset StartedAt, DateTimeOffset EndedAt);

/// <param name="Name">As the driver calls it.</param>
/// <param name="Bytes">How much was overwritten or discarded.</param>
/// <param name="Samples">Places that were read back afterwards and held nothing.</param>
/// <param name="SampleBytes">Size of all samples together.</param>
/// <param name="SampleSha256">Of the samples in their order, lower-case hexadecimal: zeros, unless the method leaves something else.</param>
public sealed record ErasedDisk(string Name, long Bytes, int Samples, long SampleBytes, string SampleSha256);

/// <summary>Proves from outside that a machine is what was ordered.</summary>
public interface IProof
{
    Task<Result<MachineAccess>> AccessAsync(MachineRef machine, CancellationToken cancellationToken);

    /// <summary>Its SSH server greets from outside; nobody logs in. Again while it does not yet.</summary>
    Task<Progress> GreetsAsync(MachineRef machine, CancellationToken cancellationToken);

    /// <summary>A login as root with the ordered password or key. Again while the machine does not answer yet.</summary>
    Task<LoginProof> LoginAsync(MachineRef machine, Login login, CancellationToken cancellationToken);

    /// <summary>The software answers as its recipe says. Again while it does not yet.</summary>
    /// <param name="login">For a probe that is a command.</param>
    Task<Progress> SoftwareAsync(MachineRef machine, SoftwareProbe probe, Login login, CancellationToken cancellationToken);
}

/// <param name="RootPassword">The ordered password.</param>
/// <param name="FirstBoot">Wait also for the end of the first boot, where software is installed and the post-install script runs.</param>
public sealed record Login(Secret RootPassword, bool FirstBoot);

/// <param name="Progress">Done when the login worked.</param>
/// <param name="HostKeys">OpenSSH fingerprints seen at the login, such as <c>ssh-ed25519 SHA256:...</c>.</param>
/// <param name="PostInstall">What came of the post-install script, when one ran.</param>
public sealed record LoginProof(Progress Progress, IReadOnlyList<string> HostKeys, ScriptOutcome? PostInstall = null)
{
    /// <summary>What came of the installation of software that was not part of the image.</summary>
    public ScriptOutcome? Software { get; init; }
}

/// <param name="ExitCode">Of the script.</param>
/// <param name="LastLines">The end of its output, at most 4 KiB.</param>
public sealed record ScriptOutcome(int ExitCode, string LastLines);

/// <summary>A request from outside that shows that the software works.</summary>
/// <param name="Port">Port inside the machine; 0 for a command.</param>
/// <param name="Path">Path to get by HTTP, with TLS on port 443; null asks by plain TCP.</param>
/// <param name="Contains">Text that the answer, the greeting or the command's output must contain.</param>
public sealed record SoftwareProbe(int Port, string? Path, string? Contains)
{
    /// <summary>What is sent first over plain TCP; each character is a byte.</summary>
    public string? Send { get; init; }

    /// <summary>Run as root over SSH, for software that has no port of its own: exit code 0.</summary>
    public string? Command { get; init; }
}
