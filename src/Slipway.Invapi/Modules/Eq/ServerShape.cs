using System.Text.Json.Serialization;
using Slipway.Catalog;
using Slipway.Invapi.Wire;
using Slipway.Network;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>
/// <c>server_data</c> of eq/show. The host name stands here once and nowhere else under such a name: a client searches the
/// whole answer for it. The life state stands under two names because two clients read it (eq.md).
/// </summary>
internal sealed record ServerShape(
    int Id, string Status, [property: JsonPropertyName("Condition_Component")] string ConditionComponent, string Hostname, string Type,
    [property: JsonPropertyName("ref_tableName")] string RefTableName, int Virtual, string PowerStatus, string Preset, int PresetId, string Os, int OsId, string? Soft, int? SoftId,
    int TrafficPlan, string Location, string Created, AccessShape? Access)
{
    public static ServerShape From(Server server, Preset? preset)
    {
        var life = WireWords.Life(server.State, server.Power);
        var type = preset?.Kind switch
        {
            ServerKind.Vm or ServerKind.Vds or null => "VPS",
            ServerKind.Gpu or ServerKind.Vgpu => "Gpu",
            ServerKind.BareMetal => "Instances",
        };
        return new(
            server.Id.Value, life, life, server.Hostname, type, type, preset?.IsVirtual == false ? 0 : 1, WireWords.Power(server.Power), server.PresetName, server.PresetId.Value,
            server.OsName, server.OsId.Value, server.SoftwareName, server.SoftwareId?.Value, server.TrafficPlanId.Value, server.Location, WireWords.Time(server.CreatedAt),
            server.Proof is { } proof ? new(proof.SshHost, proof.SshPort, proof.Ports.ToDictionary(port => port.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), port => port.Value), proof.HostKeys,
                proof.UdpPorts.Count == 0 ? null : proof.UdpPorts.ToDictionary(port => port.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), port => port.Value)) : null);
    }
}

/// <summary>Our addition: how the machine is reached from outside, as it was proven when it was handed over.</summary>
internal sealed record AccessShape(string SshHost, int SshPort, Dictionary<string, int> Ports, IReadOnlyList<string> HostKeys, Dictionary<string, int>? UdpPorts);

/// <summary>What is on the disk.</summary>
/// <param name="State">installed, installing, own (the customer's own system) or none: the last reinstallation did not come to its end.</param>
/// <param name="Callback">Key of the run that is at work, whatever it does.</param>
/// <param name="Reason">Why the last reinstallation came to nothing.</param>
/// <param name="PostInstallExitCode">Of the customer's post-install script.</param>
/// <param name="PostInstallOutput">The end of its output.</param>
internal sealed record InstallShape(string State, string? Callback, string? Reason, int? PostInstallExitCode, string? PostInstallOutput)
{
    public static InstallShape From(ServerCard card) => new(
        card.IsInstalling ? "installing" : card.Server.Disk switch
        {
            DiskContent.Installed => "installed",
            DiskContent.Missing => "none",
            DiskContent.Own => "own",
        },
        card.Work?.Value, card.Server.Trouble, card.Server.Proof?.PostInstallExitCode, card.Server.Proof?.PostInstallOutput);
}

/// <summary>How the software is used. The password itself lies on the server only.</summary>
internal sealed record SoftwareShape(int Id, string Name, string? Url, string? User, string? PasswordFile, string? Note)
{
    public static SoftwareShape From(SoftwareRecipe software, Server server) => new(
        software.Id.Value, software.Name, server.Proof is { } proof ? software.Access.UrlAt(proof.SshHost, proof.Ports) : null,
        software.Access.User, software.Access.PasswordFile, software.Access.Note);
}

/// <summary>An entry of <c>IP</c>: the address under both spellings that are read, <c>main_ip</c> as a number.</summary>
internal sealed record AddressShape(
    string Ip, [property: JsonPropertyName("IP")] string IpAgain, int MainIp, int Vlan, [property: JsonPropertyName("MAC")] string Mac, string Status, int Netmask, string Gateway)
{
    /// <param name="mac">Of the port, through which all addresses of a server go.</param>
    public static AddressShape From(Address address, string mac) =>
        new(address.Ip, address.Ip, address.Main ? 1 : 0, address.Vlan, mac, address.Block is null ? "active" : "blocked", address.PrefixLength, address.Gateway);
}

internal sealed record InterfaceShape(string Mac, [property: JsonPropertyName("IsMain")] int IsMain, string Port);

internal sealed record HardwareShape(int Cpu, int Ram, object Hdd, string? CpuName);
