using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>Ids of the session's servers, all or those that match every filter given. Integers satisfy every client.</summary>
internal sealed class ListServers(ServerQueries servers, LiveCatalog catalog, KeptAnswers kept) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var locations = form.List("location");
        var status = form.Text("status");
        var ip = form.Text("ip");
        var mac = form.Text("mac");
        var groups = form.List("group");
        if (form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (locations.Count == 0 && groups.Count == 0 && status is null && ip is null && mac is null)
        {
            return await AllAsync(call.Caller, cancellationToken);
        }

        var byAddress = ip is not null || mac is not null;
        var cards = byAddress
            ? await servers.CardsAsync(call.Caller, cancellationToken)
            : [.. (await servers.ListAsync(call.Caller, cancellationToken)).Select(server => new ServerCard(server, [], []))];
        return WireReply.Ok(("servers", cards
            .Where(card => WireWords.IsShown(card.Server.State))
            .Where(card => locations.Count == 0 || locations.Contains(card.Server.Location, StringComparer.OrdinalIgnoreCase))
            .Where(card => status is null || status.Equals(WireWords.Life(card.Server.State, card.Server.Power), StringComparison.OrdinalIgnoreCase))
            .Where(card => ip is null || card.Addresses.Any(address => address.Ip == ip.Trim()))
            .Where(card => mac is null || string.Equals(card.Mac, mac.Trim(), StringComparison.OrdinalIgnoreCase))
            .Where(card => groups.Count == 0 || groups.Any(group => IsIn(group, card.Server)))
            .Select(card => card.Server.Id.Value)
            .ToArray()));
    }

    private async ValueTask<WireReply> AllAsync(Caller caller, CancellationToken cancellationToken)
    {
        var seen = caller.OnlyServer?.Value ?? 0;
        if (kept.Find(caller.AccountId, KeptKind.List, seen) is { } known)
        {
            return WireReply.Kept(known);
        }

        var moment = kept.Now(caller.AccountId);
        var reply = WireReply.Ok(("servers", (await servers.ListAsync(caller, cancellationToken)).Where(server => WireWords.IsShown(server.State)).Select(server => server.Id.Value).ToArray()));
        kept.Keep(moment, KeptKind.List, seen, reply.ToBytes(new WirePlace("eq", "list")));
        return reply;
    }

    private bool IsIn(string group, Server server)
    {
        var preset = catalog.Current.Preset(server.PresetId);
        return group.ToUpperInvariant() switch
        {
            "INSTANCES" => true,
            "VPS" => preset?.Kind is ServerKind.Vm or ServerKind.Vds,
            "GPU" => preset?.Kind is ServerKind.Gpu or ServerKind.Vgpu,
            "AMD" => preset is { IsVirtual: false } && (preset.CpuName.Contains("AMD", StringComparison.OrdinalIgnoreCase) || preset.CpuName.Contains("EPYC", StringComparison.OrdinalIgnoreCase)),
            "1CPU" => preset?.Kind is ServerKind.BareMetal,
            _ => false,
        };
    }
}
