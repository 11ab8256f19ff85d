using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

internal sealed class DeleteSubdomain(Subdomains subdomains, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.RequiredId("id");
        var server = call.Form.Id("server_id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await subdomains.RemoveAsync(call.Caller, id!.Value, server is { } which ? new ServerId(which) : null, cancellationToken)).TryGet(out var gone, out var failure)
            ? WireReply.Ok(("data", SubdomainShape.From(gone)))
            : WireReply.Refused(failure);
    }
}
