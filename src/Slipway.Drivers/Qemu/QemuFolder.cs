using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary>The files of one machine. All but the console log are made again or removed with it.</summary>
internal sealed record QemuFiles(string Folder, string Backups)
{
    public string Record => Path.Combine(Folder, "machine.json");

    public string Disk => Path.Combine(Folder, "disk.qcow2");

    /// <summary>A disk that is being made.</summary>
    public string DiskDraft => $"{Disk}.new";

    /// <summary>A disk that is whole and about to take the disk's place; and the one whose place was taken, until it is overwritten.</summary>
    public string DiskNext => $"{Disk}.next";

    public string DiskBefore => $"{Disk}.old";

    /// <summary>Which backup the draft, the next and the former disk belong to, and how far its restore is.</summary>
    public string RestoreMark => $"{Disk}.restore";

    public string Base => Path.Combine(Folder, "base.qcow2");

    public string Seed => Path.Combine(Folder, "seed.iso");

    /// <summary>A seed that is being made, and the folder of its texts.</summary>
    public string SeedDraft => $"{Seed}.new";

    public string SeedTexts => Path.Combine(Folder, ".seed");

    public string Qmp => Path.Combine(Folder, "qmp.sock");

    /// <summary>Where the machine's screen is looked at.</summary>
    public string Vnc => Path.Combine(Folder, "vnc.sock");

    /// <summary>The port to the agent inside the guest.</summary>
    public string Agent => Path.Combine(Folder, "agent.sock");

    /// <summary>What was run inside the guest, and what came of it.</summary>
    public string Guest => Path.Combine(Folder, "guest.json");

    /// <summary>What its network is to be.</summary>
    public string Network => Path.Combine(Folder, "network.json");

    public string Pid => Path.Combine(Folder, "pid");

    /// <summary>There since the guest was asked to shut down, until it is started again.</summary>
    public string ShutdownAsked => Path.Combine(Folder, "shutdown-asked");

    public string Console => Path.Combine(Folder, "console.log");

    /// <summary>What was cut off the console log last.</summary>
    public string ConsoleBefore => $"{Console}.1";

    /// <summary>How far the erasing of the disk is, then its report, until there is another disk.</summary>
    public string Erasure => Path.Combine(Folder, "erase.json");

    /// <summary>A backup, one that is being made, and one that is being removed.</summary>
    public string Backup(string name) => Path.Combine(Backups, $"{name}{BackupEnding}");

    public string BackupDraft(string name) => $"{Backup(name)}.new";

    public string BackupGone(string name) => $"{Backup(name)}.gone";

    public const string BackupEnding = ".qcow2";
}

/// <summary>
/// The folder of all machines. A machine's folder appears with its record already in it, and disappears under another
/// name before its files go, so that a folder without a record is never seen. Names with a dot in front are drafts.
/// </summary>
internal sealed class QemuFolder(IOptions<QemuOptions> options)
{
    // sockaddr_un holds 108 bytes, the last of them zero.
    private const int LongestSocketPath = 107;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Root { get; } = Path.GetFullPath(options.Value.Folder);

    public string BackupRoot { get; } = Path.GetFullPath(options.Value.Backups);

    public QemuFiles Of(string machineId) => new(Path.Combine(Root, machineId), Path.Combine(BackupRoot, machineId));

    /// <summary>Can this machine live here at all?</summary>
    public Failure? Check(MachineRef machine)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return bad;
        }

        var socket = Of(machine.MachineId).Agent;
        return Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath ? null : new Failure(
            FailureKind.Invalid,
            "qemu.folder-too-deep",
            "The machine cannot be made on this node.",
            new DriverFacts($"'{socket}' is longer than the {LongestSocketPath} bytes of a Unix socket's path: set Qemu:Folder to a shorter one"));
    }

    public QemuMachine? Find(string machineId)
    {
        try
        {
            return JsonSerializer.Deserialize<QemuMachine>(File.ReadAllBytes(Of(machineId).Record), Json);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Result<QemuMachine> Get(MachineRef machine) =>
        MachineId.Check(machine) is { } bad ? bad
        : Find(machine.MachineId) is { } found ? found
        : MachineId.Unknown(machine);

    public IEnumerable<QemuMachine> All() => Directory.Exists(Root)
        ? Directory.EnumerateDirectories(Root)
            .Select(folder => Path.GetFileName(folder))
            .Where(MachineId.IsSafe)
            .Select(Find)
            .OfType<QemuMachine>()
        : [];

    public void Add(QemuMachine machine)
    {
        var draft = Draft("new", machine.MachineId);
        Erase(draft);
        AtomicFile.EnsureFolder(draft);
        AtomicFile.Write(new QemuFiles(draft, "").Record, JsonSerializer.SerializeToUtf8Bytes(machine, Json));
        Directory.Move(draft, Of(machine.MachineId).Folder);
    }

    public void Save(QemuMachine machine) =>
        AtomicFile.Write(Of(machine.MachineId).Record, JsonSerializer.SerializeToUtf8Bytes(machine, Json));

    /// <summary>Only of a machine whose process has ended.</summary>
    public void Remove(string machineId)
    {
        var going = Draft("gone", machineId);
        Erase(going);
        if (Directory.Exists(Of(machineId).Folder))
        {
            Directory.Move(Of(machineId).Folder, going);
        }

        Erase(going);
        Erase(Draft("new", machineId));
        Erase(Of(machineId).Backups);
    }

    private string Draft(string what, string machineId) => Path.Combine(Root, $".{what}-{machineId}");

    private static void Erase(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
