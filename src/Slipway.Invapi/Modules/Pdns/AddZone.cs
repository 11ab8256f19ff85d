using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>A new zone with all that can be said of it.</summary>
internal sealed class AddZone(Dns.AddZone add, ZoneQueries zones, DnsOptions options) : ZoneAction(options)
{
    protected override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var name = form.RequiredText("name");
        var kind = form.Text("kind");
        var dnssec = form.Flag("dnssec") ?? false;
        var withRecords = form.Flag("rrsets") ?? false;
        // Both spellings of a list inside a list of parameters.
        Func<string, string> inside = field => form.Text($"params[dns][{field}]") is null ? $"dns[{field}]" : $"params[dns][{field}]";
        var start = Start(form, inside);
        var ttl = form.Int(inside("ttl"));
        if (form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (!Enum.TryParse<ZoneKind>(kind ?? nameof(ZoneKind.Master), ignoreCase: true, out var read) || !Enum.IsDefined(read) || int.TryParse(kind, out _))
        {
            return WireReply.Refused(DnsFailures.Record("kind", "allowed are Master and Slave."));
        }

        var wanted = new NewZone(name!, read, Dnssec: dnssec, Masters: form.List("masters"), Nameservers: form.List("nameservers"), Start: start, Ttl: ttl);
        if (!(await add.RunAsync(call.Caller, wanted, cancellationToken)).TryGet(out var made, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var signers = await zones.DelegationSignersAsync(made.Zone, cancellationToken);
        return WireReply.Ok(("data", withRecords ? ZoneViewShape.From(made, signers) : ZoneShape.From(made)), ("ds", signers.Count > 0 ? signers : null));
    }
}
