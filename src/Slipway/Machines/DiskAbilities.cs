namespace Slipway.Machines;

// What a driver can be asked about the disks of a machine that exists. The rules are those of Abilities.cs.

/// <summary>Copies of a machine's disk that can be gone back to. They go with the disk when it is erased.</summary>
public interface IDiskCopies
{
    /// <summary>Why none can be made of this machine now, such as too little room on its node; null when one can. Asked in a request: must be quick.</summary>
    Failure? Refusal(MachineRef machine);

    /// <summary>The copy exists and is whole, of a disk as after a power cut. The machine may run. A half-made one never carries its name.</summary>
    /// <param name="name">Letters, digits and hyphens, given by the platform and never used again.</param>
    Task<CopyMade> CreateAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>The disk is as it was; what was written since is lost. The machine must be off. Until it is done the old disk is still whole.</summary>
    Task<Progress> RestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>
    /// A restore that did not come to its end is over: before the disk was replaced nothing of it is left and the disk is the old one; afterwards
    /// the disk is the copy's. A later restore of whatever copy begins anew, even when this is still busy.
    /// </summary>
    Task<RestoreEnd> GiveUpRestoreAsync(MachineRef machine, string name, CancellationToken cancellationToken) =>
        Task.FromResult(new RestoreEnd(new Progress.Done(), Replaced: false));

    /// <summary>One that is not there, or is still being made, is gone too. The machine may run.</summary>
    Task<Progress> RemoveAsync(MachineRef machine, string name, CancellationToken cancellationToken);

    /// <summary>Those that can be gone back to.</summary>
    Task<Result<IReadOnlyList<string>>> ListAsync(MachineRef machine, CancellationToken cancellationToken);
}

/// <param name="Bytes">How much data it holds, once it is made.</param>
public sealed record CopyMade(Progress Progress, long Bytes = 0);

/// <param name="Replaced">The disk is the copy's all the same.</param>
public sealed record RestoreEnd(Progress Progress, bool Replaced);

/// <summary>States of a machine's disk that are kept beside it: made in a moment, lost with the disk.</summary>
public interface ISnapshots : IDiskCopies;

/// <summary>Whole copies of a machine's disk, kept apart from it: they outlive a lost disk.</summary>
public interface IBackups : IDiskCopies;

/// <summary>The machine's drive for discs.</summary>
public interface IMedia
{
    /// <summary>The disc is in the drive, of a machine that runs or of one that will.</summary>
    /// <param name="path">The ISO image as a file that the node can read.</param>
    Task<Progress> InsertAsync(MachineRef machine, string path, CancellationToken cancellationToken);

    /// <summary>The drive is empty, whatever the guest does with it.</summary>
    Task<Progress> EjectAsync(MachineRef machine, CancellationToken cancellationToken);

    /// <summary>A machine that is off is started from the disc, this once; where there is none, or none that starts, from its disk. One that runs is Done.</summary>
    Task<Progress> BootAsync(MachineRef machine, CancellationToken cancellationToken);
}
