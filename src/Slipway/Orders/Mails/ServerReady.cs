using Slipway.Mail;
using Slipway.Network;
using Slipway.Servers;

namespace Slipway.Orders.Mails;

/// <summary>The server is proven ready. Never carries the password: the customer chose it.</summary>
public sealed record ServerReady(
    string Hostname, int ServerId, string Ip, string SshHost, int SshPort, string Os, string? Software, string Preset, string Location, IReadOnlyList<string> HostKeys, string AsyncKey, string? Web = null)
    : Letter
{
    public override string Subject => $"Your server {Hostname} is ready";

    public static ServerReady Of(Server server, Address address, AsyncKey key) => new(
        server.Hostname, server.Id.Value, address.Ip, server.Proof?.SshHost ?? address.Ip, server.Proof?.SshPort ?? 22, server.OsName, server.SoftwareName, server.PresetName,
        server.Location, server.Proof?.HostKeys ?? [], key.Value, WebOf(server));

    /// <summary>Where the software answers, as it is reached from outside.</summary>
    private static string? WebOf(Server server) =>
        server.SoftwareName is null || server.Proof is not { } proof || !proof.Ports.TryGetValue(80, out var port) ? null
        : port == 80 ? $"http://{proof.SshHost}/"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://{proof.SshHost}:{port}/");
}
