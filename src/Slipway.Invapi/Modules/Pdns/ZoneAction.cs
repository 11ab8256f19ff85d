using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>What all actions on zones share: that there is a DNS server, and how they name a zone.</summary>
internal abstract class ZoneAction(DnsOptions options) : InvapiAction
{
    public sealed override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        options.IsOffered ? new(AnswerAsync(call, cancellationToken)) : new(WireReply.Refused(DnsFailures.NotOffered));

    protected abstract Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken);

    /// <summary>By name; or by number, under the names that real clients use.</summary>
    protected static ZoneRef? Zone(WireForm form)
    {
        var name = form.Text("zone") ?? form.Text("name");
        var id = form.Id("domain_id") ?? form.Id("id");
        return name is not null || id is not null ? new ZoneRef(id, name) : null;
    }

    /// <summary>The same for actions whose <c>name</c> or <c>id</c> is something else.</summary>
    protected static ZoneRef? NamedZone(WireForm form)
    {
        var id = form.Id("domain_id");
        var name = id is null ? form.RequiredText("zone") : form.Text("zone");
        return name is not null || id is not null ? new ZoneRef(id, name) : null;
    }

    protected static SoaFields Start(WireForm form, Func<string, string> name) => new(
        form.Text(name("mname")), form.Text(name("rname")), Serial(form, name("serial")), form.Int(name("refresh")), form.Int(name("retry")), form.Int(name("expire")), form.Int(name("minimum")));

    // Larger than our whole numbers: 2026010101 and up to twice that.
    private static long? Serial(WireForm form, string name) =>
        form.Text(name) is { } text && long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var serial) ? serial : form.Int(name);
}
