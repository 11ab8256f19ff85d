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
    /// <summary>The name its machine has at the driver.</summary>
    public string MachineId => MachineIdOf(Id);

    /// <summary>The subject of runs that change the server; a live one keeps others away.</summary>
    public string Subject => SubjectOf(Id);

    public static string MachineIdOf(ServerId id) => $"server-{id}";

    public static string SubjectOf(ServerId id) => $"server:{id}";

    /// <summary>The host name of a server whose customer named none.</summary>
    public static string PlaceholderHostname(ServerId id) => $"hostkey{id}";
}

/// <summary>What was seen from outside before the server was handed over.</summary>
/// <param name="HostKeys">Fingerprints such as <c>ssh-ed25519 SHA256:...</c>.</param>
/// <param name="Ports">Ports of the machine and where they are reached from outside.</param>
public sealed record ReadyProof(
    string SshHost, int SshPort, IReadOnlyDictionary<int, int> Ports, IReadOnlyList<string> HostKeys, DateTimeOffset LoginAt, int? PostInstallExitCode, string? PostInstallOutput);

public sealed record Tag(int Id, string Name, string Value, string Extra);

public static class ServerFailures
{
    /// <summary>Unknown, gone, or somebody else's: one answer, so that nobody learns which.</summary>
    public static Failure Unknown(ServerId id) => new(FailureKind.NotFound, "servers.unknown", $"server {id} not found", new ServerFacts(id));
}

public sealed record ServerFacts(ServerId Id);
