using System.Globalization;
using Slipway.Dns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Pdns;

/// <summary>What adding and deleting records share: zone, name, type and values.</summary>
internal abstract class RecordAction(DnsOptions options) : ZoneAction(options)
{
    protected sealed override async Task<WireReply> AnswerAsync(WireCall call, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var zone = NamedZone(form);
        var name = form.Text("name") ?? "@";
        var type = form.RequiredText("type");
        var contents = Contents(form);
        var named = new NamedRecords(name, type ?? "", contents, form.Int("priority"), form.Flag("increase_soa_serial") ?? true);
        var more = Read(form, ref named);
        return form.Complaint is { } complaint ? WireReply.Refused(complaint) : await RunAsync(call, zone!, named, more, cancellationToken);
    }

    /// <summary>Reads further parameters, which may change what the common ones say.</summary>
    protected virtual WantedRecords? Read(WireForm form, ref NamedRecords named) => null;

    protected abstract Task<WireReply> RunAsync(WireCall call, ZoneRef zone, NamedRecords named, WantedRecords? wanted, CancellationToken cancellationToken);

    /// <summary>One text as it stands, commas and all; or the items of a list.</summary>
    private static IReadOnlyList<string> Contents(WireForm form) => form.Text("content") is { } one ? [one] : form.List("content");

    protected sealed record NamedRecords(string Name, string Type, IReadOnlyList<string> Contents, int? Priority, bool RaiseSerial)
    {
        public bool IsType(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

        /// <summary>Quirk Q-063: the parts of an SRV record as parameters of their own.</summary>
        public NamedRecords WithServiceOf(WireForm form)
        {
            var proto = form.Text("proto")?.TrimStart('_');
            var (weight, port, target) = (form.Int("weight"), form.Int("port"), form.Text("target"));
            return this with
            {
                Name = proto is null || Name.Contains("._", StringComparison.Ordinal) ? Name : $"{(Name.StartsWith('_') ? "" : "_")}{Name}._{proto.ToLowerInvariant()}",
                Contents = Contents.Count > 0 || target is null ? Contents : [string.Create(CultureInfo.InvariantCulture, $"{weight ?? 0} {port ?? 0} {target}")],
            };
        }
    }
}
