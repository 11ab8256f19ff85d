using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

internal sealed class ViewZone(ZoneQueries zones, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var zone = Zone(call.Form);
        if (zone is null)
        {
            _ = call.Form.RequiredText("zone");
        }

        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        return (await zones.ViewAsync(call.Caller, zone!, cancellationToken)).TryGet(out var contents, out var failure)
            ? WireReply.Ok(("data", ZoneViewShape.From(contents, await zones.DelegationSignersAsync(contents.Zone, cancellationToken))))
            : WireReply.Refused(failure);
    }
}
