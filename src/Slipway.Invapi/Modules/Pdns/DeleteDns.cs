using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>Deletes exactly these values, or without a value all of the type at the name. Quirk Q-065: what is not there is no failure.</summary>
internal sealed class DeleteDns(RemoveRecords remove, DnsOptions options) : RecordAction(options)
{
    protected override WantedRecords? Read(WireForm form, ref NamedRecords named)
    {
        named = named.IsType("SRV") ? named.WithServiceOf(form) : named;
        return null;
    }

    protected override async Task<WireReply> RunAsync(WireCall call, ZoneRef zone, NamedRecords named, WantedRecords? wanted, CancellationToken cancellationToken) =>
        (await remove.RunAsync(call.Caller, zone, named.Name, named.Type, named.Contents, named.Priority, named.RaiseSerial, cancellationToken)).TryGet(out var gone, out var failure)
            ? WireReply.Ok(("data", new { Deleted = gone }))
            : WireReply.Refused(failure);
}
