namespace Slipway.Machines;

// What a driver can be asked about the disks of a machine that exists. The rules are those of Abilities.cs.

/// <summary>States of a machine's disk that are kept beside it and can be gone back to.</summary>
public interface ISnapshots
{
    /// <summary>The snapshot exists, of a disk that is whole as after a power cut. The machine may run.</summary>
    Task<SnapshotMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>The disk is as it was; what was written since is lost. The machine must be off.</summary>
    Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>One that is not there is Done.</summary>
    Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <param name="Bytes">What it takes up, once it is made.</param>
public sealed record SnapshotMade(Progress Progress, long Bytes = 0);

/// <summary>Whole copies of a machine's disk, kept apart from it: they outlive a lost disk, and go when the server ends.</summary>
public interface IBackups
{
    /// <summary>The copy exists and is whole. The machine may run. A half-made one never carries its name.</summary>
    Task<SnapshotMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>The disk is the copy again. The machine must be off.</summary>
    Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>One that is not there is Done.</summary>
    Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <summary>The machine's drive for discs.</summary>
public interface IMedia
{
    /// <summary>The disc is in the drive, of a machine that runs or of one that will.</summary>
    /// <param name="path">The ISO image as a file that the node can read.</param>
    Task<Progress> InsertAsync(MachineRef machine, string path, CancellationToken cancellationToken);

    /// <summary>The drive is empty.</summary>
    Task<Progress> EjectAsync(MachineRef machine, CancellationToken cancellationToken);
}
