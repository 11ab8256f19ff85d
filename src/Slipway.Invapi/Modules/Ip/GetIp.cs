using System.Net;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Ip;

/// <summary>One of the caller's own addresses, with its network.</summary>
internal sealed class GetIp(ServerAddresses addresses) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var ip = call.Form.RequiredText("ip");
        var full = call.Form.Flag("full") ?? false;
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await addresses.FindAsync(call.Caller, ip!.Trim(), cancellationToken)).TryGet(out var own, out var failure)
            ? WireReply.Ok(("data", IpShape.From(own, full)))
            : WireReply.Refused(failure);
    }
}

internal sealed record IpShape(
    string Ip, string Network, string Netmask, int Prefix, string Gateway, int Vlan, string Location, int Id, int MainIp, string Status, string? Mac, string? Ptr, string? BlockedSince, string? BlockedUntil, string? BlockReason)
{
    public static IpShape From(OwnAddress own, bool full)
    {
        var network = IPNetwork.Parse(own.Held.Network);
        var mask = new IPAddress(IPAddress.HostToNetworkOrder((int)(uint.MaxValue << (32 - network.PrefixLength))) & uint.MaxValue);
        var address = own.Address;
        return new(
            address.Ip, network.BaseAddress.ToString(), mask.ToString(), network.PrefixLength, address.Gateway, address.Vlan, own.Held.Location, own.Server.Id.Value, address.Main ? 1 : 0,
            address.Block is null ? "active" : "blocked", full ? own.Mac : null, full ? address.Ptr : null, full && address.Block is { } block ? WireWords.Time(block.At) : null,
            full && address.Block?.Until is { } until ? WireWords.Time(until) : null, full ? address.Block?.Reason : null);
    }
}
