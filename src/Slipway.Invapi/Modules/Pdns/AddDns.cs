using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>Adds values to a name, replaces those that are there (<c>changetype=update</c>), or moves them (<c>old_name</c>).</summary>
internal sealed class AddDns(SetRecords set, DnsOptions options) : RecordAction(options)
{
    protected override WantedRecords? Read(WireForm form, ref NamedRecords named)
    {
        named = named.IsType("SRV") ? named.WithServiceOf(form) : named;
        return new WantedRecords(
            named.Name, named.Type, named.Contents, form.Int("ttl"), named.Priority, form.Text("old_name"),
            "update".Equals(form.Text("changetype"), StringComparison.OrdinalIgnoreCase), named.IsType("SOA") ? Start(form, field => field) : null, named.RaiseSerial);
    }

    protected override async Task<WireReply> RunAsync(WireCall call, ZoneRef zone, NamedRecords named, WantedRecords? wanted, CancellationToken cancellationToken)
    {
        if (call.Form.Text("changetype") is { } change && !change.Equals("create", StringComparison.OrdinalIgnoreCase) && !wanted!.Replace)
        {
            return WireReply.Refused(DnsFailures.Record("changetype", "allowed are create and update; to delete there is pdns/delete_dns."));
        }

        if (!(await set.RunAsync(call.Caller, zone, wanted!, cancellationToken)).TryGet(out var contents, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var made = contents.Records.Where(record => record.Name == named.Name && named.IsType(record.Type) && (named.Contents.Count == 0 || named.IsType("SOA") || named.Contents.Contains(record.Content)))
            .Select(RecordShape.From).ToArray();
        return WireReply.Ok(("data", new { Zone = contents.Zone.Name, contents.Serial, made.FirstOrDefault()?.Id, Records = made }));
    }
}
