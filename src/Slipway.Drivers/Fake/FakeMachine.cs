using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>A machine that is not there.</summary>
/// <param name="StartedAt">When its installation began. Kept, so that a restart of the daemon does not begin it again.</param>
/// <param name="HostKey">Fingerprint that its imaginary SSH server shows, the same for its whole life.</param>
internal sealed record FakeMachine(
    string MachineId,
    string Node,
    string Image,
    MachineAddress Address,
    PowerState Power,
    DateTimeOffset? StartedAt,
    bool PostInstall,
    string HostKey)
{
    /// <summary>Its imaginary disk was erased, and no other was made since.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>What was last applied to its network; null as long as it is as it was made.</summary>
    public MachineNetwork? Network { get; init; }

    /// <summary>Users of its imaginary management module. Their passwords are kept nowhere.</summary>
    public IReadOnlyList<string> ModuleUsers { get; init; } = [];

    /// <summary>How often the module was restarted.</summary>
    public int ModuleRestarts { get; init; }

    public IReadOnlyList<FakeCopy> Snapshots { get; init; } = [];

    public IReadOnlyList<FakeCopy> Backups { get; init; } = [];

    /// <summary>The disc in its drive.</summary>
    public string? Disc { get; init; }

    /// <summary>Its last start was from the disc.</summary>
    public bool FromDisc { get; init; }
}

/// <param name="Image">What was on the disk.</param>
internal sealed record FakeCopy(string Name, string Image);
