using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Orders;

namespace Slipway.Invapi.Modules.Net;

/// <summary>More addresses for a server. They are in eq/show at once; <c>keys</c> follows them to the machine.</summary>
internal sealed class AddIpv4(AddAddresses add) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var amount = form.Int("amount");
        var vlan = form.Int("vlan");
        var ip = form.Text("ip");
        var ips = form.List("ips");
        if (form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (PortName.Refuse(form) is { } noPort)
        {
            return WireReply.Refused(noPort);
        }

        string[] wanted = ip is null ? [.. ips] : [.. ips, ip.Trim()];
        if (amount is not null && wanted.Length > 0 && amount != wanted.Length)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"amount is {amount} and {wanted.Length} addresses are named: give one or the other"));
        }

        return (await add.RunAsync(call.Caller, server, new AddressRequest(amount ?? 1, wanted, vlan), cancellationToken)).TryGet(out var given, out var failure)
            ? WireReply.Ok(
                ("id", server.Value), ("ips", given.Ips.Select(own => new { ip = own, vlan = given.Vlan }).ToArray()), ("keys", new[] { given.Run.Value }),
                // Our addition: what they cost until the end of the period.
                ("invoice", given.Invoice?.Value))
            : Refused(failure);
    }
}
