using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>A name that leads to a server's main address, and follows it.</summary>
internal sealed class AddSubdomain(Subdomains subdomains, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var server = call.Form.RequiredId("server_id");
        var zone = call.Form.RequiredId("domain_id");
        var name = call.Form.RequiredText("name");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await subdomains.AddAsync(call.Caller, new ZoneRef(zone, null), new ServerId(server!.Value), name!, cancellationToken)).TryGet(out var made, out var failure)
            ? WireReply.Ok(("data", SubdomainShape.From(made)))
            : WireReply.Refused(failure);
    }
}
