using Slipway.Machines;

namespace Slipway.Servers;

/// <summary>What a customer rents.</summary>
public sealed record Server(
    ServerId Id,
    AccountId AccountId,
    OrderId OrderId,
    ServerState State,
    PowerState Power,
    string Hostname,
    string Location,
    PresetId PresetId,
    string PresetName,
    OsId OsId,
    string OsName,
    SoftwareId? SoftwareId,
    string? SoftwareName,
    TrafficPlanId TrafficPlanId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ActivatedAt,
    ReadyProof? Proof)
{
    public DiskContent Disk { get; init; }

    /// <summary>Why the last reinstallation brought no system, in words for the customer.</summary>
    public string? Trouble { get; init; }

    public BootDevice BootDevice { get; init; }

    /// <summary>Sealed settings of the installation that the next boot from the network begins.</summary>
    public string? SealedNetboot { get; init; }

    /// <summary>The address that its port was set up with: mostly the main one.</summary>
    /// <param name="main">Its main address.</param>
    public string PortIpOf(string main) => Proof?.PortIp ?? main;

    /// <summary>The name its machine has at the driver.</summary>
    public string MachineId => MachineIdOf(Id);

    /// <summary>The subject of runs that change the server; a live one keeps others away.</summary>
    public string Subject => SubjectOf(Id);

    public static string MachineIdOf(ServerId id) => $"server-{id}";

    public static string SubjectOf(ServerId id) => $"server:{id}";

    /// <summary>The host name of a server whose customer named none.</summary>
    public static string PlaceholderHostname(ServerId id) => $"hostkey{id}";
}

/// <summary>What is on a server's disk.</summary>
public enum DiskContent
{
    Installed,

    /// <summary>Nothing: the last reinstallation did not come to its end. The server waits for another one.</summary>
    Missing,

    /// <summary>Whatever its customer puts there: it was handed over with an empty disk.</summary>
    Own,
}

/// <summary>What a start boots from. Anything but the disk holds for one start.</summary>
public enum BootDevice
{
    Disk,
    Network,
    Cd,
}

/// <summary>What was seen from outside before the server was handed over.</summary>
/// <param name="HostKeys">Fingerprints such as <c>ssh-ed25519 SHA256:...</c>.</param>
/// <param name="Ports">Ports of the machine and where they are reached from outside.</param>
public sealed record ReadyProof(
    string SshHost, int SshPort, IReadOnlyDictionary<int, int> Ports, IReadOnlyList<string> HostKeys, DateTimeOffset LoginAt, int? PostInstallExitCode, string? PostInstallOutput)
{
    public IReadOnlyDictionary<int, int> UdpPorts { get; init; } = new Dictionary<int, int>();

    /// <summary>The address that its port was set up with, once another one is the main address; the port keeps its hardware address.</summary>
    public string? PortIp { get; init; }
}

/// <summary>The system and the software of a server.</summary>
public sealed record Installed(OsId OsId, string OsName, SoftwareId? SoftwareId, string? SoftwareName)
{
    /// <summary>What an empty disk is called.</summary>
    public const string OwnName = "Own system";

    public static readonly Installed Own = new(default, OwnName, null, null);

    public bool IsOwn => OsId.Value == 0;
}

public sealed record Tag(int Id, string Name, string Value, string Extra)
{
    /// <summary>Set by the platform: shown only when it is asked for, and not the customer's to change.</summary>
    public bool Internal { get; init; }
}

public static class ServerFailures
{
    /// <summary>Unknown, gone, or somebody else's: one answer, so that nobody learns which.</summary>
    public static Failure Unknown(ServerId id) => new(FailureKind.NotFound, "servers.unknown", $"server {id} not found", new ServerFacts(id));
}

public sealed record ServerFacts(ServerId Id);
