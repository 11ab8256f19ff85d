namespace Slipway.Drivers.Fake;

/// <summary>Section <c>Fake</c>: the simulated fleet. Read at every call, so a rehearsal may change it while it runs.</summary>
public sealed class FakeOptions
{
    public const string Section = "Fake";

    /// <summary>Seconds from the start of an installation to the first login.</summary>
    public double DeploySeconds { get; set; } = 2;

    /// <summary>The files of the fleet; empty is <c>fake</c> in the data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// A call that shall go wrong: prepare, create, recreate (a disk for a machine that was erased), start, login, software, greet, forget, erase, destroy, on, off,
    /// hard-off, reset; snapshot, restore-snapshot, remove-snapshot, the same with backup, no-room; insert, eject, boot-disc; network, ports, module (management), console; guest (it cannot be spoken to), task (what is run there ends badly), measure.
    /// </summary>
    public string? FailStep { get; set; }

    /// <summary>How it goes wrong: <c>Unavailable</c> is tried again by the runner, everything else is final.</summary>
    public FailureKind FailKind { get; set; } = FailureKind.Unsupported;
}
