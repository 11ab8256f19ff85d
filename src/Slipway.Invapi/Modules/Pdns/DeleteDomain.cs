using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>Takes a zone away with its records; the zone by number, by name, or by both.</summary>
internal class DeleteDomain(RemoveZone remove, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var zone = Zone(call.Form);
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (zone is null)
        {
            return WireReply.Refused(DnsFailures.Record("zone", "the name of the zone is required, or its number in domain_id."));
        }

        return (await remove.RunAsync(call.Caller, zone, cancellationToken)).TryGet(out var gone, out var failure)
            ? WireReply.Ok(("data", new { Id = gone.Id.Value, gone.Name }))
            : WireReply.Refused(failure);
    }
}

/// <summary>The same: a domain is its zone here.</summary>
internal sealed class DeleteZone(RemoveZone remove, DnsOptions options) : DeleteDomain(remove, options);
