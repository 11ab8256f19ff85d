namespace Slipway.Machines;

/// <summary>Names one machine for its driver: <c>server-70211</c> on the node <c>NL-1</c>.</summary>
public sealed record MachineRef(string MachineId, string Node);

/// <summary>The hardware of a virtual machine and the address it must answer on.</summary>
/// <param name="Machine">Whom it is about.</param>
/// <param name="Cores">Virtual processors.</param>
/// <param name="MemoryMb">Memory in MiB.</param>
/// <param name="DiskGb">Disk in GiB.</param>
/// <param name="Image">The image its disk starts from.</param>
/// <param name="Address">The main address, given to it by the network it is plugged in.</param>
public sealed record MachineSpecification(
    MachineRef Machine,
    int Cores,
    int MemoryMb,
    int DiskGb,
    ImageRef Image,
    MachineAddress Address);

/// <summary>An image by recipe alias: <c>debian-11</c>, with baked software <c>debian-11+wordpress</c>.</summary>
/// <param name="Os">Alias of the system recipe (file name without extension).</param>
/// <param name="Software">Alias of the software recipe, or null.</param>
public sealed record ImageRef(string Os, string? Software)
{
    public string Name => Software is null ? Os : $"{Os}+{Software}";
}

/// <param name="Ip">Main IPv4 address.</param>
/// <param name="PrefixLength">Length of the network prefix.</param>
/// <param name="Gateway">Default gateway.</param>
/// <param name="Mac">Hardware address, lower case with colons.</param>
public sealed record MachineAddress(string Ip, int PrefixLength, string Gateway, string Mac);

/// <summary>What the first boot must bring about inside the machine. Never logged, never on a command line.</summary>
public sealed record Installation(
    string Hostname,
    Secret RootPassword,
    string? SshKey,
    Secret? PostInstallScript,
    int RootSizePercent = 100);

/// <summary>How the platform, and the customer, reach the machine.</summary>
/// <param name="SshHost">Address for SSH as seen from outside.</param>
/// <param name="SshPort">Port for SSH.</param>
/// <param name="Ports">Other reachable ports: guest port to outside port.</param>
public sealed record MachineAccess(string SshHost, int SshPort, IReadOnlyDictionary<int, int> Ports);

public enum PowerState
{
    Off,
    On,
}
