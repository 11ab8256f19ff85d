using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary><c>machine.json</c>: everything needed to start this machine again after the box was rebooted.</summary>
internal sealed record QemuMachine
{
    public required string MachineId { get; init; }

    public required string Node { get; init; }

    public required Guid Uuid { get; init; }

    /// <summary>The guest's first-boot settings apply once per instance; a new disk is a new instance.</summary>
    public required string InstanceId { get; init; }

    public required int Cores { get; init; }

    public required int MemoryMb { get; init; }

    public required int DiskGb { get; init; }

    public required ImageRef Image { get; init; }

    public required MachineAddress Address { get; init; }

    /// <summary>Guest port to port of this box.</summary>
    public required SortedDictionary<int, int> Ports { get; init; }

    /// <summary>The same for UDP.</summary>
    public SortedDictionary<int, int> UdpPorts { get; init; } = [];

    public string? Hostname { get; init; }

    /// <summary>When the installation was first started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The seed no longer holds the first-boot settings.</summary>
    public bool Forgotten { get; init; }

    /// <summary>The disc in its drive.</summary>
    public string? Disc { get; init; }

    public static QemuMachine From(MachineSpecification specification, ChosenPorts ports) => new()
    {
        MachineId = specification.Machine.MachineId,
        Node = specification.Machine.Node,
        Uuid = Guid.NewGuid(),
        InstanceId = NewInstance(specification.Machine.MachineId),
        Cores = specification.Cores,
        MemoryMb = specification.MemoryMb,
        DiskGb = specification.DiskGb,
        Image = specification.Image,
        Address = specification.Address,
        Ports = ports.Tcp,
        UdpPorts = ports.Udp,
    };

    public bool Has(OpenPorts wanted) =>
        Ports.Keys.Where(port => port != 22).SequenceEqual(wanted.Tcp.Where(port => port != 22).Distinct().Order()) && UdpPorts.Keys.SequenceEqual(wanted.Udp.Distinct().Order());

    public OpenPorts Open => new([.. Ports.Keys.Where(port => port != 22)], [.. UdpPorts.Keys]);

    /// <summary>The same machine (its ports, its uuid) with what the specification says now.</summary>
    public QemuMachine With(MachineSpecification specification) => this with
    {
        Node = specification.Machine.Node,
        Cores = specification.Cores,
        MemoryMb = specification.MemoryMb,
        DiskGb = specification.DiskGb,
        Image = specification.Image,
        Address = specification.Address,
    };

    public QemuMachine AsNewInstance() => this with
    {
        InstanceId = NewInstance(MachineId),
        Hostname = null,
        StartedAt = null,
        Forgotten = false,
    };

    private static string NewInstance(string machineId) => $"{machineId}-{Guid.NewGuid():n}";
}
