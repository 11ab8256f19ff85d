using System.Net;
using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Network;

namespace Slipway.Invapi.Modules.Net;

/// <summary>Addresses that could be added to the server now: some, not all, unless more are asked for.</summary>
internal sealed class ShowFree(SessionServers servers, Pools pools) : ServerAction
{
    private const int Few = 20;
    private const int Most = 256;

    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var vlan = call.Form.Int("vlan");
        var ip = call.Form.Text("ip")?.Trim();
        var many = call.Form.Flag("show_all") ?? false;
        if ((call.Form.Complaint ?? PortName.Refuse(call.Form)) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        if (!(await servers.CardAsync(call.Caller, server, cancellationToken)).TryGet(out var card, out var failure))
        {
            return WireReply.Refused(failure);
        }

        if (ip is not null && Address.Parse(ip) is null)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "ip must be an IPv4 address, such as 203.0.113.7"));
        }

        // Only those that net/add_ipv4 would give.
        var free = await pools.FreeAsync(card.Server.Location, vlan ?? card.MainAddress?.Vlan, ip is null ? null : new IPNetwork(IPAddress.Parse(ip), 32), many ? Most : Few, cancellationToken);
        return WireReply.Ok(("id", server.Value), ("ips", free.Select(FreeShape.From).ToArray()));
    }
}

/// <summary>An address that nobody has.</summary>
internal sealed record FreeShape(string Ip, int Vlan, string Network, string Gateway, string Location)
{
    public static FreeShape From(FreeAddress address) => new(address.Ip, address.Pool.Vlan, address.Pool.Prefix, address.Pool.Gateway, address.Pool.Location);
}
