using System.Net;
using System.Net.Sockets;
using Slipway.Catalog;
using Slipway.Invapi.Modules.Net;
using Slipway.Invapi.Wire;
using Slipway.Network;

namespace Slipway.Invapi.Modules.Ip;

/// <summary>Some of the addresses that nobody has, of a location or of a network.</summary>
internal sealed class ListFreeIp(Pools pools, LiveCatalog catalog) : InvapiAction
{
    private const int Most = 100;

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var location = call.Form.Text("location")?.Trim();
        var subnet = call.Form.Text("subnet")?.Trim();
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (location is null && subnet is null)
        {
            return Wrong("location or subnet is required");
        }

        if (location is not null && catalog.Current.Location(location) is null)
        {
            return Wrong($"location: allowed are {string.Join(", ", catalog.Current.Locations.Select(place => place.Code))}");
        }

        IPNetwork? within = subnet is { Length: <= 18 } && IPNetwork.TryParse(subnet, out var network) && network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? network : null;
        if (subnet is not null && within is null)
        {
            return Wrong("subnet must be an IPv4 network, such as 203.0.113.0/24");
        }

        var free = await pools.FreeAsync(location, null, within, Most, cancellationToken);
        return WireReply.Ok(("data", free.Select(FreeShape.From).ToArray()));
    }

    private static WireReply Wrong(string why) => WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, why));
}
