namespace Slipway.Machines;

// What a driver can be asked about a machine that lives: its inside, its network, its figures, its screen. The rules are those of Abilities.cs.

/// <summary>Runs commands inside a machine without a login, by an agent in it.</summary>
public interface IGuest
{
    /// <summary>
    /// The script has been run as root by <c>/bin/sh</c>, once for its key: called again with the same key it tells how far it is or what came of it.
    /// Unavailable while the machine is off or its agent does not answer.
    /// </summary>
    Task<GuestAnswer> RunAsync(MachineRef machine, GuestCommand command, CancellationToken cancellationToken);
}

/// <param name="Key">Letters, digits and hyphens; names this one execution, so that a repetition is none.</param>
/// <param name="Script">What <c>/bin/sh</c> reads. May hold secrets: it is never part of a command line.</param>
public sealed record GuestCommand(string Key, Secret Script);

/// <param name="Outcome">Once it is done.</param>
public sealed record GuestAnswer(Progress Progress, ScriptOutcome? Outcome = null);

/// <summary>The network of a machine after it was made.</summary>
public interface INetworking
{
    /// <summary>
    /// The machine has these addresses and no others of ours, and its link is up or down. As far as the driver can: what it cannot bring into
    /// a guest that is off, or has no agent, it keeps and brings there at the next start.
    /// </summary>
    Task<Progress> ApplyAsync(MachineRef machine, MachineNetwork network, CancellationToken cancellationToken);

    /// <summary>Its ports as they are now.</summary>
    Task<Result<IReadOnlyList<NetworkPort>>> PortsAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <param name="Extra">Addresses beside the one that the machine was made with. Those that are blocked are not among them.</param>
/// <param name="LinkUp">Whether anything goes through at all.</param>
public sealed record MachineNetwork(IReadOnlyList<ExtraAddress> Extra, bool LinkUp)
{
    /// <summary>Whence connections out of the machine come, when that is not the address it was made with: one of <see cref="Extra"/>.</summary>
    public string? SourceIp { get; init; }
}

/// <param name="Ip">IPv4.</param>
/// <param name="PrefixLength">Of its network.</param>
public sealed record ExtraAddress(string Ip, int PrefixLength);

/// <param name="Name">As the guest sees it: <c>eth0</c>.</param>
/// <param name="Switch">What it is plugged into, as the provider calls it.</param>
/// <param name="SpeedMbit">0 where a virtual port has no speed.</param>
public sealed record NetworkPort(string Name, string Switch, string Mac, int SpeedMbit, bool FullDuplex, bool Up);

/// <summary>Figures of a machine, counted by its hypervisor or its agent.</summary>
public interface IMeasure
{
    Task<Result<MachineFigures>> ReadAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <summary>What is not known is null, never zero.</summary>
/// <param name="Epoch">Changes whenever the counters begin anew, as at a start of the machine.</param>
/// <param name="ReceivedBytes">Into the machine, since the epoch.</param>
/// <param name="SentBytes">Out of it, since the epoch.</param>
/// <param name="CpuSeconds">Processor time used since the epoch, over all cores.</param>
public sealed record MachineFigures(DateTimeOffset At, string Epoch, long? ReceivedBytes, long? SentBytes, double? CpuSeconds)
{
    public int Cores { get; init; }

    public double? UptimeSeconds { get; init; }

    public long? MemoryTotalBytes { get; init; }

    public long? MemoryUsedBytes { get; init; }

    public long? DiskTotalBytes { get; init; }

    public long? DiskUsedBytes { get; init; }

    public long? DiskReadBytes { get; init; }

    public long? DiskWrittenBytes { get; init; }
}

/// <summary>What runs the machines of a node.</summary>
public interface IEngine
{
    Task<Result<Engine>> AskAsync(string node, CancellationToken cancellationToken);
}

/// <param name="Name">QEMU.</param>
/// <param name="Mode">How it runs them: kvm, tcg, simulated.</param>
public sealed record Engine(string Name, string Version, string Mode);

/// <summary>The machine's screen and keyboard.</summary>
public interface IConsole
{
    /// <summary>A fresh connection that speaks RFB 3.8 (VNC) without a password. Unavailable while the machine is off.</summary>
    Task<Result<Stream>> OpenAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <summary>The management module (BMC) of a machine in a rack; virtual machines have none.</summary>
public interface IManagement
{
    Task<Result<ManagementModule>> FactsAsync(MachineRef machine, CancellationToken cancellationToken);

    /// <summary>One line a reading: <c>CPU1 Temp | 42 degrees C | ok</c>.</summary>
    Task<Result<IReadOnlyList<string>>> SensorsAsync(MachineRef machine, CancellationToken cancellationToken);

    /// <summary>The module has a user of this name with this password; a repetition changes the password.</summary>
    Task<Progress> EnsureUserAsync(MachineRef machine, string name, Secret password, CancellationToken cancellationToken);

    Task<Progress> RemoveUserAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>The module itself is restarted, not the machine.</summary>
    Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <param name="Ip">In the provider's own network.</param>
public sealed record ManagementModule(string Model, string Ip);
