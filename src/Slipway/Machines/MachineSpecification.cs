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
    MachineAddress Address)
{
    /// <summary>Ports of its software that have to be reached from outside; SSH always is.</summary>
    public OpenPorts Ports { get; init; } = OpenPorts.None;
}

/// <summary>Ports inside a machine. Compared by content: a machine whose ports change is set up anew.</summary>
public sealed record OpenPorts(IReadOnlyList<int> Tcp, IReadOnlyList<int> Udp)
{
    public static readonly OpenPorts None = new([], []);

    public bool Equals(OpenPorts? other) => other is not null && Tcp.SequenceEqual(other.Tcp) && Udp.SequenceEqual(other.Udp);

    public override int GetHashCode() => Tcp.Concat(Udp).Aggregate(0, HashCode.Combine);
}

/// <summary>An image by recipe alias: <c>debian-11</c>, with baked software <c>debian-11+wordpress</c>.</summary>
/// <param name="Os">Alias of the system recipe (file name without extension).</param>
/// <param name="Software">Alias of the software recipe, or null.</param>
public sealed record ImageRef(string Os, string? Software)
{
    /// <summary>No system: an empty disk, for a customer who brings his own.</summary>
    public static readonly ImageRef Blank = new("", null);

    public bool IsBlank => Os.Length == 0;

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
    int RootSizePercent = 100)
{
    /// <summary>IANA name of the time zone.</summary>
    public string Timezone { get; init; } = "UTC";

    /// <summary>Software that is not part of the image: its recipe's files, among them <c>install.sh</c>, which the first boot runs.</summary>
    public SoftwareFiles? Software { get; init; }
}

/// <param name="Key">Key of the recipe.</param>
/// <param name="Files">Text by name, without folders.</param>
public sealed record SoftwareFiles(string Key, IReadOnlyDictionary<string, string> Files);

/// <summary>How the platform, and the customer, reach the machine.</summary>
/// <param name="SshHost">Address for SSH as seen from outside.</param>
/// <param name="SshPort">Port for SSH.</param>
/// <param name="Ports">Other reachable ports: guest port to outside port.</param>
public sealed record MachineAccess(string SshHost, int SshPort, IReadOnlyDictionary<int, int> Ports)
{
    /// <summary>The same for UDP.</summary>
    public IReadOnlyDictionary<int, int> UdpPorts { get; init; } = new Dictionary<int, int>();
}

public enum PowerState
{
    Off,
    On,
}
