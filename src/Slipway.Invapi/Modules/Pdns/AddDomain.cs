using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>A new zone with the provider's name servers.</summary>
internal sealed class AddDomain(Dns.AddZone add, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var name = call.Form.RequiredText("name");
        var server = call.Form.Id("server_id");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await add.RunAsync(call.Caller, new NewZone(name!, ServerId: server is { } id ? new ServerId(id) : null), cancellationToken)).TryGet(out var made, out var failure)
            ? WireReply.Ok(("data", ZoneShape.From(made)))
            : WireReply.Refused(failure);
    }
}
