using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>A sub-domain leads to another server.</summary>
internal sealed class EditSubdomain(Subdomains subdomains, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var server = call.Form.RequiredId("server_id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await subdomains.MoveAsync(call.Caller, id!.Value, new ServerId(server!.Value), cancellationToken)).TryGet(out var moved, out var failure)
            ? WireReply.Ok(("data", SubdomainShape.From(moved)))
            : WireReply.Refused(failure);
    }
}
