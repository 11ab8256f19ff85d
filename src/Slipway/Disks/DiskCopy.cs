using System.Text.RegularExpressions;
using Slipway.Machines;
using Slipway.Servers;

namespace Slipway.Disks;

/// <summary>The two kinds of copies: beside the disk, made in a moment; and whole, apart from it.</summary>
public enum CopyKind
{
    Snapshot,
    Backup,
}

/// <summary>What is being done to a copy.</summary>
public enum CopyPhase
{
    Making,
    Ready,
    Removing,
}

/// <summary>A snapshot or a backup of a server's disk.</summary>
/// <param name="Installed">What was on the disk when it was made.</param>
/// <param name="Scheduled">Made by the schedule, which removes its oldest ones.</param>
public sealed partial record DiskCopy(
    int Id, ServerId ServerId, string Name, CopyKind Kind, CopyPhase Phase, long Bytes, bool Scheduled, CopiedSystem Installed, DateTimeOffset CreatedAt)
{
    public const int LongestName = 64;

    /// <summary>What the driver calls it: never the customer's words, and never twice the same.</summary>
    public string DriverName => NameOf(Id);

    public static string NameOf(int id) => $"copy-{id}";

    public static bool IsName(string name) => Pattern().IsMatch(name);

    /// <summary>How the driver of a server keeps such copies.</summary>
    public static IDiskCopies Of(DriverType driver, CopyKind kind) => kind switch
    {
        CopyKind.Snapshot => driver.Snapshots,
        CopyKind.Backup => driver.Backups,
    };

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Pattern();
}

/// <summary>The system and the software that a copy holds, so that going back tells the truth about the server.</summary>
public sealed record CopiedSystem(int OsId, string OsName, int? SoftwareId, string? SoftwareName, DiskContent Disk)
{
    public static CopiedSystem Of(Server server) => new(server.OsId.Value, server.OsName, server.SoftwareId?.Value, server.SoftwareName, server.Disk);

    public Installed ToInstalled() => new(new OsId(OsId), OsName, SoftwareId is { } software ? new SoftwareId(software) : null, SoftwareName);
}

internal static class DiskFailures
{
    public static Failure BadName() => new(
        FailureKind.Invalid, "disks.bad-name", $"name must be 1 to {DiskCopy.LongestName} characters: letters a-z and A-Z, digits, and the signs _ - .");

    public static Failure NameTaken(CopyKind kind, string name) => new(FailureKind.Invalid, "disks.name-taken", $"this server has a {Word(kind)} called {name} already; choose another name.");

    /// <summary>The word is another one than "not found": a client must not believe that the server is gone.</summary>
    public static Failure Unknown(CopyKind kind, string name) => new(FailureKind.NotFound, "disks.unknown-copy", $"this server has no {Word(kind)} called {name}.");

    public static Failure NotReady(CopyKind kind, string name) => new(FailureKind.Busy, "disks.copy-not-ready", $"the {Word(kind)} {name} is being worked on; wait until that is done.");

    public static Failure TooMany(CopyKind kind, int most) => new(FailureKind.Invalid, "disks.too-many", $"a server can have {most} {Word(kind)}s; remove one first.");

    public static Failure NoSystem(ServerId id) => new(
        FailureKind.Invalid, "disks.no-system", $"server {id} has no system: its last reinstallation did not come to its end, so there is nothing to copy. Reinstall it (eq/order_instance with id).");

    public static string Word(CopyKind kind) => kind switch
    {
        CopyKind.Snapshot => "snapshot",
        CopyKind.Backup => "backup",
    };
}
