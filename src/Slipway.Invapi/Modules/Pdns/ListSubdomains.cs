using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>The names that lead to a server.</summary>
internal sealed class ListSubdomains(Subdomains subdomains, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredId("server_id") is not { } server ? WireReply.Refused(call.Form.Complaint!)
            : (await subdomains.ListAsync(call.Caller, new ServerId(server), cancellationToken)).TryGet(out var list, out var failure) ? WireReply.Ok(("data", list.Select(SubdomainShape.From).ToArray()))
            : WireReply.Refused(failure);
}
