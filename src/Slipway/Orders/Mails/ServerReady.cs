using Slipway.Catalog;
using Slipway.Mail;
using Slipway.Network;
using Slipway.Servers;

namespace Slipway.Orders.Mails;

/// <summary>The server is proven ready. Never carries the password: the customer chose it.</summary>
public sealed record ServerReady(
    string Hostname, int ServerId, string Ip, string SshHost, int SshPort, string Os, string? Software, string Preset, string Location, IReadOnlyList<string> HostKeys, string AsyncKey, string? Web = null)
    : Letter
{
    /// <summary>Name to log in to the software with, where its password lies, and what else there is to know.</summary>
    public SoftwareAccess? Access { get; init; }

    /// <summary>Exit code of the post-install script, when one ran.</summary>
    public string? PostInstall { get; init; }

    public override string Subject => $"Your server {Hostname} is ready";

    /// <param name="software">Its recipe; null when there is none, or the catalog has it no more.</param>
    public static ServerReady Of(Server server, Address address, AsyncKey key, SoftwareRecipe? software) => new(
        server.Hostname, server.Id.Value, address.Ip, server.Proof?.SshHost ?? address.Ip, server.Proof?.SshPort ?? 22, server.OsName, server.SoftwareName, server.PresetName,
        server.Location, server.Proof?.HostKeys ?? [], key.Value, server.Proof is { } proof ? software?.Access.UrlAt(proof.SshHost, proof.Ports) : null)
    {
        Access = software?.Access,
        PostInstall = server.Proof?.PostInstallExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        IsOwn = server.Disk == DiskContent.Own,
    };

    /// <summary>The disk is empty: nobody can log in yet.</summary>
    public bool IsOwn { get; init; }
}
