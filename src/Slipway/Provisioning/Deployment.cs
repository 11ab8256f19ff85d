using Slipway.Machines;
using Slipway.Network;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>
/// What a run that brings up a machine carries from step to step. Secrets in it are sealed, and gone when the run ends.
/// </summary>
public sealed record Deployment
{
    public required int ServerId { get; init; }

    public required int OrderId { get; init; }

    /// <summary>What pays for it; 0 for a reinstallation that costs nothing.</summary>
    public required int InvoiceId { get; init; }

    public required string Location { get; init; }

    public required string Hostname { get; init; }

    public required Hardware Hardware { get; init; }

    /// <summary>Recipe keys: the image is named by them. Without a system the disk stays empty.</summary>
    public required string Os { get; init; }

    public string? Software { get; init; }

    /// <summary>The software is not part of the image: the first boot installs it.</summary>
    public bool InstallsSoftware { get; init; }

    /// <summary>Ports of the software.</summary>
    public OpenPorts Ports { get; init; } = OpenPorts.None;

    public string Timezone { get; init; } = "UTC";

    /// <summary>How the software shows from outside that it works.</summary>
    public SoftwareProbe? SoftwareProbe { get; init; }

    /// <summary>Addresses in all.</summary>
    public required int Ipv4Count { get; init; }

    public string? SealedPassword { get; init; }

    public string? SshKey { get; init; }

    public string? SealedScript { get; init; }

    public int RootSizePercent { get; init; } = 100;

    /// <summary>The customer wants a mail when the server is ready.</summary>
    public bool Notify { get; init; }

    /// <summary>URL that is fetched when the server is ready.</summary>
    public string? Callback { get; init; }

    public ReadyProof? Proof { get; init; }

    /// <summary>What the server becomes, when it is one that exists already.</summary>
    public Reinstallation? Reinstallation { get; init; }

    public ServerId Server => new(ServerId);

    public ImageRef Image => Os.Length == 0 ? ImageRef.Blank : new(Os, InstallsSoftware ? null : Software);

    public Deployment WithoutSecrets() => this with { SealedPassword = null, SealedScript = null };

    /// <summary>The machine as its driver is to make it. The address must have been assigned.</summary>
    public MachineSpecification Specification(Node node, Address address) => new(
        new MachineRef(Servers.Server.MachineIdOf(Server), node.Name),
        Hardware.Cores,
        Hardware.MemoryMb,
        Hardware.DiskGb,
        Image,
        new MachineAddress(address.Ip, address.PrefixLength, address.Gateway, address.Mac))
    {
        // An order of before ports were part of it: those that every software had.
        Ports = Ports == OpenPorts.None && SoftwareProbe is { Port: > 0 and var port } ? new OpenPorts([.. new[] { port, 80, 443 }.Distinct()], []) : Ports,
    };

    /// <param name="software">Files of the software's recipe, for a first boot that installs it.</param>
    public Installation Installation(Sealer sealer, SoftwareFiles? software = null) => new(
        Hostname,
        sealer.Open(SealedPassword ?? throw new InvalidOperationException("The password is gone already.")),
        SshKey,
        SealedScript is null ? null : sealer.Open(SealedScript),
        RootSizePercent)
    {
        Timezone = Timezone,
        Software = InstallsSoftware ? software : null,
    };

    public Login Login(Sealer sealer) => new(Installation(sealer).RootPassword, FirstBoot: SealedScript is not null || InstallsSoftware);
}

/// <param name="Installed">System and software that the server has at the end.</param>
/// <param name="Erases">The old disk is being erased, or is: there is no way back to what was there.</param>
public sealed record Reinstallation(Installed Installed, bool Erases = false)
{
    /// <summary>Handed over.</summary>
    public bool Finished { get; init; }

    /// <summary>What was done to the old disk.</summary>
    public EraseReport? Erased { get; init; }

    /// <summary>It was on when the reinstallation began, and is switched on again if that is given up in time.</summary>
    public bool WasOn { get; init; } = true;

    /// <summary>Its name before, for the case that it is given up in time.</summary>
    public string? OldHostname { get; init; }

    /// <summary>The recurring licences the server has at the end, in prices of its order.</summary>
    public IReadOnlyList<LicencePrice> Licences { get; init; } = [];
}

/// <param name="Kind">Kind of the order's line.</param>
/// <param name="Amount">For one period, in the currency of the order and in prices of the catalog.</param>
public sealed record LicencePrice(string Kind, string Description, decimal Amount);
