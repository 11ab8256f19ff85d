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

    public required int InvoiceId { get; init; }

    public required string Location { get; init; }

    public required string Hostname { get; init; }

    public required Hardware Hardware { get; init; }

    /// <summary>Recipe keys: the image is named by them.</summary>
    public required string Os { get; init; }

    public string? Software { get; init; }

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

    public ServerId Server => new(ServerId);

    public ImageRef Image => new(Os, Software);

    public Deployment WithoutSecrets() => this with { SealedPassword = null, SealedScript = null };

    /// <summary>The machine as its driver is to make it. The address must have been assigned.</summary>
    public MachineSpecification Specification(Node node, Address address) => new(
        new MachineRef(Servers.Server.MachineIdOf(Server), node.Name),
        Hardware.Cores,
        Hardware.MemoryMb,
        Hardware.DiskGb,
        Image,
        new MachineAddress(address.Ip, address.PrefixLength, address.Gateway, address.Mac));

    public Installation Installation(Sealer sealer) => new(
        Hostname,
        sealer.Open(SealedPassword ?? throw new InvalidOperationException("The password is gone already.")),
        SshKey,
        SealedScript is null ? null : sealer.Open(SealedScript),
        RootSizePercent);
}
