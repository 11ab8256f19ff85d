namespace Slipway.Machines;

/// <summary>
/// A driver type is a composition of abilities: one line in <c>Slipway.Drivers/DriverTypes.cs</c>. An ability that is
/// not named refuses politely; nobody tests for null.
/// </summary>
public sealed class DriverType(string name)
{
    public string Name { get; } = name;

    /// <summary>Makes plain virtual machines only: no bare metal, no graphics cards.</summary>
    public bool IsOnlyVirtual { get; init; }

    /// <summary>Its proof is a login by SSH, which Windows does not offer.</summary>
    public bool IsOnlyLinux { get; init; }

    public IPowerControl Power { get; init; } = new NoPowerControl();

    public ILifecycle Lifecycle { get; init; } = new NoLifecycle();

    public IInstall Install { get; init; } = new NoInstall();

    public IErase Erase { get; init; } = new NoErase();

    public IProof Proof { get; init; } = new NoProof();

    public IGuest Guest { get; init; } = new NoGuest();

    public INetworking Network { get; init; } = new NoNetworking();

    /// <summary>Addresses and ports of its machines can be changed after they were made.</summary>
    public bool ChangesNetwork => Network is not NoNetworking;

    /// <summary>Its machines have management modules.</summary>
    public bool HasManagement => Management is not NoManagement;

    public IMeasure Measure { get; init; } = new NoMeasure();

    public IEngine Engine { get; init; } = new NoEngine();

    public IConsole Console { get; init; } = new NoConsole();

    public IManagement Management { get; init; } = new NoManagement();

    public ISnapshots Snapshots { get; init; } = new NoSnapshots();

    public IBackups Backups { get; init; } = new NoBackups();

    public IMedia Media { get; init; } = new NoMedia();
}

/// <summary>Finds the driver of a node. Composed once at start from the driver list.</summary>
public sealed class DriverTypes(IEnumerable<DriverType> types)
{
    private readonly Dictionary<string, DriverType> _types = types.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public DriverType Get(string name) => _types.TryGetValue(name, out var type)
        ? type
        : throw new InvalidOperationException($"No driver is called '{name}'; known: {string.Join(", ", _types.Keys)}.");
}
