using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>The account's zones.</summary>
internal class ListDomains(ZoneQueries zones, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken) =>
        (await zones.ListAsync(call.Caller, cancellationToken)).TryGet(out var list, out var failure) ? WireReply.Ok(("data", list.Select(ZoneShape.From).ToArray())) : WireReply.Refused(failure);
}

/// <summary>The same: a domain is its zone here.</summary>
internal sealed class ListZones(ZoneQueries zones, DnsOptions options) : ListDomains(zones, options);
