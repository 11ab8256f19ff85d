using Slipway.Catalog;
using Slipway.Invapi.Modules.Auth;
using Slipway.Invapi.Modules.Presets;
using Slipway.Invapi.Modules.Tags;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>The complete card of a server. The most frequent call of all, so finished cards are kept while they are true.</summary>
internal sealed class Show(SessionServers servers, KeptAnswers kept) : InvapiAction
{
    public override ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredId("id") is not { } id)
        {
            return ValueTask.FromResult(WireReply.Refused(call.Form.Complaint!));
        }

        var server = new ServerId(id);
        // What may be seen is asked before anything kept is handed out.
        return call.Caller.Sees(server) && kept.Find(call.Caller.AccountId, KeptKind.Card, id) is { } card
            ? ValueTask.FromResult(WireReply.Kept(card))
            : ReadAsync(call, server, cancellationToken);
    }

    private async ValueTask<WireReply> ReadAsync(WireCall call, ServerId id, CancellationToken cancellationToken)
    {
        var moment = kept.Now(call.Caller.AccountId);
        if (!(await servers.CardAsync(call.Caller, id, cancellationToken)).TryGet(out var card, out var failure))
        {
            return WireReply.Refused(failure);
        }

        var reply = Card(card, moment.Catalog);
        kept.Keep(moment, KeptKind.Card, id.Value, reply.ToBytes(new WirePlace("eq", "show")));
        return reply;
    }

    private static WireReply Card(ServerCard card, CatalogSnapshot catalog)
    {
        var server = card.Server;
        var preset = catalog.Preset(server.PresetId);
        var place = catalog.Location(server.Location);
        return WireReply.Ok(
            ("server_data", ServerShape.From(server, preset)),
            // Our additions: what is on the disk, and how the software on it is used.
            ("install", InstallShape.From(card)),
            ("software", server.Disk == DiskContent.Installed && server.SoftwareId is { } id && catalog.SoftwareOf(id) is { } software ? SoftwareShape.From(software, server) : null),
            ("hardware", preset is null ? new { } : new HardwareShape(preset.Cores, preset.RamGb, PresetShape.Disks(preset), preset.CpuName)),
            // Quirk Q-007: an array called IP, and nothing at the top called ip.
            ("IP", card.Addresses.Select(address => AddressShape.From(address, card.Mac ?? address.Mac)).ToArray()),
            ("tags", card.Tags.Prepend(Servers.Tags.HostnameOf(server)).Select(tag => TagShape.From(tag, server.Id)).ToArray()),
            ("location", new { dc_location = server.Location, dc_name = place?.DataCentre ?? server.Location }),
            ("interfaces", card.Mac is { } mac ? new[] { new InterfaceShape(mac, 1, "eth0") } : []),
            ("ipmi", new { model = "" }),
            ("account_id", server.OrderId.Value),
            ("type_billing", SessionFacts.BillingEntity));
    }
}
