using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Machines;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Net;

/// <summary>The server's ports as the machine's driver sees them now.</summary>
internal sealed class GetStatus(SwitchPort ports) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken) =>
        PortName.Refuse(call.Form) is { } noPort ? WireReply.Refused(noPort)
        : (await ports.LookAsync(call.Caller, server, cancellationToken)).TryGet(out var seen, out var failure)
            ? WireReply.Ok(("id", server.Value), ("ports", seen.Ports.Select(port => PortShape.From(port, seen)).ToArray()))
            : Refused(failure);
}

/// <param name="Speed">In Mbit/s; 0 where a virtual port has none.</param>
/// <param name="Ips">Our addition: all addresses that go through it.</param>
/// <param name="Block">Our addition: on while the port is switched off by someone.</param>
internal sealed record PortShape(string Port, string Switch, int Vlan, int Speed, string Duplex, string Mac, string Ip, string Status, string[] Ips, int Block, string? Reason, int? BlockedByProvider)
{
    public static PortShape From(NetworkPort port, ServerPorts seen) => new(
        port.Name, port.Switch, seen.Main.Vlan, port.SpeedMbit, port.FullDuplex ? "full" : "half", port.Mac, seen.Main.Ip, port.Up ? "up" : "down",
        [.. seen.Addresses.Where(address => address.Block is null).Select(address => address.Ip)], seen.Off is null ? 0 : 1, seen.Off?.Reason, seen.Off is { } off ? off.ByOperator ? 1 : 0 : null);
}
